defmodule Aliases do
  use Trace

  scenario "§1.2 an alias delivers to its owner until unalias", log do
    alias = :erlang.alias([:explicit_unalias])
    for n <- 1..2, do: send(alias, n)
    log.(drain())
    log.(:erlang.unalias(alias))
    send(alias, :dropped)
    log.(drain())
  end

  scenario "§1.2 another process can send to an alias", log do
    alias = :erlang.alias([:explicit_unalias])
    spawn(fn -> send(alias, :from_elsewhere) end)
    receive do: (message -> log.(message))
  end

  scenario "§1.2 unalias is true once: for an inactive or unknown alias it is false", log do
    alias = :erlang.alias([:explicit_unalias])
    log.([:erlang.unalias(alias), :erlang.unalias(alias), :erlang.unalias(make_ref())])
  end

  scenario "§1.2 unalias of another process's alias is false, and changes nothing", log do
    parent = self()
    alias = :erlang.alias([:explicit_unalias])
    spawn(fn -> send(parent, attempt(fn -> :erlang.unalias(alias) end)) end)
    receive do: (message -> log.(message))
    send(alias, :delivered)
    log.(drain())
  end

  scenario "§1.2 a monitor on oneself with an alias is no alias", log do
    for mode <- [:explicit_unalias, :demonitor, :reply_demonitor] do
      ref = :erlang.monitor(:process, self(), alias: mode)
      send(ref, :dropped)
      log.([drain(), :erlang.unalias(ref)])
    end
  end

  scenario "§1.2 an alias of mode reply ends with the first message through it", log do
    alias = :erlang.alias([:reply])
    for n <- 1..3, do: send(alias, n)
    log.(drain())
    log.(:erlang.unalias(alias))
  end

  scenario "§1.2 an alias of mode reply can be ended before any reply", log do
    alias = :erlang.alias([:reply])
    log.(:erlang.unalias(alias))
    send(alias, :dropped)
    log.(drain())
  end

  scenario "§1.2 messages that are queued already stay after unalias", log do
    alias = :erlang.alias([:explicit_unalias])
    send(alias, :queued)
    queued(1)
    log.(:erlang.unalias(alias))
    send(alias, :dropped)
    log.(drain())
  end

  scenario "§1.2 messages through an alias and to the pid keep the order sent", log do
    alias = :erlang.alias([:explicit_unalias])
    for n <- 1..4, do: send(if(rem(n, 2) == 0, do: alias, else: self()), n)
    log.(drain())
  end

  scenario "§1.1 a message to an inactive alias, or to a reference that is none, is dropped", log do
    alias = :erlang.alias([:explicit_unalias])
    :erlang.unalias(alias)
    log.(attempt(fn -> send(alias, :lost) && :sent end))
    log.(attempt(fn -> send(make_ref(), :lost) && :sent end))
    log.(drain())
  end

  scenario "§1.1 a message to an alias of a dead process is dropped", log do
    parent = self()

    {_, ref} = spawn_monitor(fn -> send(parent, {:alias, :erlang.alias([:explicit_unalias])}) end)
    alias = receive(do: ({:alias, alias} -> alias))
    log.(reason_of(ref))
    log.(attempt(fn -> send(alias, :lost) && :sent end))
  end

  scenario "§1.2 an alias that is the monitor's: explicitUnalias outlives the DOWN", log do
    {ref, pid} = aliased(:explicit_unalias)
    finish(pid, :over)
    log.(reason_of(ref))
    send(ref, :after_down)
    log.(drain())
    log.(:erlang.unalias(ref))
    send(ref, :dropped)
    log.(drain())
  end

  scenario "§1.2 an alias that is the monitor's: explicitUnalias outlives demonitor and messages", log do
    {ref, _} = aliased(:explicit_unalias)
    send(ref, :first)
    Process.demonitor(ref)
    send(ref, :after_demonitor)
    log.(drain())
    log.(:erlang.unalias(ref))
  end

  scenario "§1.2 an alias that is the monitor's: unalias leaves the monitor", log do
    {ref, pid} = aliased(:explicit_unalias)
    log.(:erlang.unalias(ref))
    send(ref, :dropped)
    finish(pid, :over)
    log.(reason_of(ref))
    log.(drain())
  end

  scenario "§1.2 an alias that is the monitor's: demonitor outlives messages, and ends with demonitor", log do
    {ref, _} = aliased(:demonitor)
    for n <- 1..2, do: send(ref, n)
    queued(2)
    Process.demonitor(ref)
    send(ref, :dropped)
    log.(drain())
    log.(:erlang.unalias(ref))
  end

  scenario "§1.2 an alias that is the monitor's: demonitor ends with the DOWN", log do
    {ref, pid} = aliased(:demonitor)
    finish(pid, :over)
    log.(reason_of(ref))
    send(ref, :dropped)
    log.(drain())
    log.(:erlang.unalias(ref))
  end

  scenario "§1.2 an alias that is the monitor's: replyDemonitor ends alias and monitor with the first message", log do
    {ref, pid} = aliased(:reply_demonitor)
    other = Process.monitor(pid)
    for n <- 1..2, do: send(ref, n)
    log.(drain())
    log.(Process.demonitor(ref, [:info]))
    finish(pid, :over)
    log.(reason_of(other))
    log.(drain())
  end

  scenario "§1.2 an alias that is the monitor's: replyDemonitor ends with the DOWN", log do
    {ref, pid} = aliased(:reply_demonitor)
    finish(pid, :over)
    log.(reason_of(ref))
    send(ref, :dropped)
    log.(drain())
  end

  scenario "§1.2 an alias that is the monitor's: replyDemonitor ends with demonitor", log do
    {ref, _} = aliased(:reply_demonitor)
    log.(Process.demonitor(ref, [:info]))
    send(ref, :dropped)
    log.(drain())
  end

  scenario "§1.2 a monitor without alias is no alias", log do
    ref = Process.monitor(waiting())
    send(ref, :dropped)
    log.(drain())
    log.(:erlang.unalias(ref))
  end

  scenario "§1.2 a monitor with an alias on a dead process: the DOWN is noproc", log do
    ref = :erlang.monitor(:process, dead(), alias: :demonitor)
    log.(reason_of(ref))
    send(ref, :dropped)
    log.(drain())
  end

  # The reference of a monitor that is an alias too, and the process it watches.
  defp aliased(mode) do
    pid = waiting()
    {:erlang.monitor(:process, pid, alias: mode), pid}
  end
end

Trace.run(Aliases)
