defmodule Names do
  use Trace

  scenario "§1.2 register gives a pid a name that whereis, registered and send know", log do
    log.(Process.register(self(), :known))
    log.([Process.whereis(:known) == self(), :known in Process.registered()])
    send(:known, :by_name)
    log.(drain())
  end

  scenario "§1.2 another process can be registered", log do
    pid = waiting()
    ref = Process.monitor(pid)
    Process.register(pid, :another)
    finish(:another, :told_by_name)
    log.(reason_of(ref))
  end

  scenario "§1.2 whereis of an unknown name finds nothing", log do
    log.(Process.whereis(:unknown))
  end

  scenario "§1.2 register raises when the name is taken by another process", log do
    pid = waiting()
    Process.register(pid, :taken)
    log.(attempt(fn -> Process.register(self(), :taken) end))
    log.(Process.whereis(:taken) == pid)
  end

  scenario "§1.2 register raises when the name is taken by the same process", log do
    Process.register(self(), :twice)
    log.(attempt(fn -> Process.register(self(), :twice) end))
    log.(Process.whereis(:twice) == self())
  end

  scenario "§1.2 register raises when the process has another name", log do
    Process.register(self(), :one_name)
    log.(attempt(fn -> Process.register(self(), :other_name) end))
    log.([Process.whereis(:one_name) == self(), Process.whereis(:other_name)])
  end

  scenario "§1.2 register raises when the process is dead", log do
    pid = dead()
    log.(attempt(fn -> Process.register(pid, :for_the_dead) end))
    log.(Process.whereis(:for_the_dead))
  end

  scenario "§1.2 unregister frees the name, and the process can take another", log do
    Process.register(self(), :old)
    log.(Process.unregister(:old))
    log.(Process.whereis(:old))
    log.(Process.register(self(), :new))
    log.(Process.whereis(:new) == self())
  end

  scenario "§1.2 unregister raises for an unknown name", log do
    log.(attempt(fn -> Process.unregister(:unknown) end))
  end

  scenario "§1.1 send raises for an unregistered name", log do
    log.(attempt(fn -> send(:unknown, :lost) && :sent end))
    Process.register(self(), :short_lived)
    Process.unregister(:short_lived)
    log.(attempt(fn -> send(:short_lived, :lost) && :sent end))
    log.(drain())
  end

  scenario "§1.1 send raises for the name of a process that has died", log do
    pid = waiting()
    ref = Process.monitor(pid)
    Process.register(pid, :died)
    finish(pid, :over)
    log.(reason_of(ref))
    log.(attempt(fn -> send(:died, :lost) && :sent end))
    log.(:died in Process.registered())
  end

  scenario "§1.1 send to an unregistered name, uncaught, ends the sender abnormally", log do
    {_, ref} =
      spawn_monitor(fn ->
        send(:unknown, :lost)
        exit(:normal)
      end)

    log.(reason_of(ref) != :normal)
  end

  scenario "§1.2 a process that is told to end by a signal frees its name", log do
    pid = waiting()
    Process.register(pid, :killed_name)
    Process.exit(pid, :kill)
    log.(Process.alive?(pid))
    log.(Process.whereis(:killed_name))
    log.(Process.register(self(), :killed_name))
  end

  scenario "§1.2 info shows the registered name", log do
    log.(Process.info(self(), [:registered_name])[:registered_name] == [])
    Process.register(self(), :shown)
    log.(Process.info(self(), :registered_name) |> elem(1))
  end
end

Trace.run(Names)
