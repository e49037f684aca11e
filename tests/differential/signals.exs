defmodule Signals do
  use Trace

  scenario "1. messages from one process to another arrive in the order sent", log do
    parent = self()
    spawn(fn -> for n <- 1..5, do: send(parent, n) end)

    for _ <- 1..5 do
      receive do
        n -> log.(n)
      end
    end
  end

  scenario "1. messages and exit signals from one process to another keep the order sent", log do
    parent = self()

    target =
      spawn(fn ->
        Process.flag(:trap_exit, true)
        send(parent, :trapping)

        for _ <- 1..5 do
          receive do
            message -> log.(message)
          end
        end

        send(parent, :done)
      end)

    receive do
      :trapping -> :ok
    end

    send(target, :first)
    Process.exit(target, :second)
    send(target, :third)
    Process.exit(target, :fourth)
    send(target, :fifth)

    receive do
      :done -> log.(:done)
    end
  end

  scenario "1. a monitor set before an exit signal sees its reason", log do
    target = waiting()
    ref = Process.monitor(target)
    Process.exit(target, :reason)
    log.(reason_of(ref))
  end

  scenario "1. a monitor set after an exit signal sees noproc", log do
    target = waiting()
    Process.exit(target, :reason)
    ref = Process.monitor(target)
    log.(reason_of(ref))
  end

  scenario "1. a link set before an exit signal sees its reason", log do
    Process.flag(:trap_exit, true)
    target = waiting()
    Process.link(target)
    Process.exit(target, :reason)

    receive do
      message -> log.(message)
    end
  end

  scenario "2. the last message of a process arrives before its EXIT", log do
    Process.flag(:trap_exit, true)
    parent = self()

    spawn_link(fn ->
      send(parent, :last)
      exit(:over)
    end)

    for _ <- 1..2 do
      receive do
        message -> log.(message)
      end
    end
  end

  scenario "2. the last message of a process arrives before its DOWN", log do
    parent = self()

    spawn_monitor(fn ->
      send(parent, :last)
      exit(:over)
    end)

    for _ <- 1..2 do
      receive do
        message -> log.(message)
      end
    end
  end

  scenario "2. with a link and a monitor both the EXIT and the DOWN arrive", log do
    Process.flag(:trap_exit, true)
    {pid, ref} = Process.spawn(fn -> exit(:over) end, [:link, :monitor])

    receive do
      {:EXIT, ^pid, _} = message -> log.(message)
    end

    receive do
      {:DOWN, ^ref, _, _, _} = message -> log.(message)
    end

    log.(drain())
  end

  scenario "3. a name is released before the DOWN is delivered, and can be taken again", log do
    {first, ref} = spawn_monitor(fn -> receive do: ({:finish, reason} -> exit(reason)) end)
    Process.register(first, :released_before_down)
    log.(Process.whereis(:released_before_down))
    finish(first, :over)
    log.(reason_of(ref))
    log.(Process.whereis(:released_before_down))
    log.(attempt(fn -> Process.register(self(), :released_before_down) end))
    log.(Process.whereis(:released_before_down))
  end

  scenario "3. a name is released before the EXIT is delivered", log do
    Process.flag(:trap_exit, true)
    pid = waiting()
    Process.link(pid)
    Process.register(pid, :released_before_exit)
    finish(pid, :over)

    receive do
      {:EXIT, ^pid, reason} -> log.(reason)
    end

    log.(Process.whereis(:released_before_exit))
  end

  scenario "4. alive? observes the earlier kill of the same caller", log do
    pid = waiting()
    log.(Process.alive?(pid))
    Process.exit(pid, :kill)
    log.(Process.alive?(pid))
  end

  scenario "4. info observes the earlier kill of the same caller", log do
    pid = waiting()
    Process.exit(pid, :kill)
    log.(Process.info(pid))
  end

  scenario "4. info observes the earlier messages of the same caller", log do
    pid = waiting()
    for n <- 1..3, do: send(pid, n)
    log.(Process.info(pid, :message_queue_len) |> elem(1))
  end

  scenario "4. alive? observes an exit signal that is ignored", log do
    pid = waiting()
    Process.exit(pid, :normal)
    log.(Process.alive?(pid))
  end

  scenario "6. send to a dead pid is dropped silently", log do
    pid = dead()
    log.(attempt(fn -> send(pid, :lost) && :sent end))
    log.(drain())
  end

  scenario "6. a mailbox is unbounded and send never blocks", log do
    pid = waiting()
    for n <- 1..10_000, do: send(pid, n)
    log.(Process.info(pid, :message_queue_len) |> elem(1))
  end
end

Trace.run(Signals)
