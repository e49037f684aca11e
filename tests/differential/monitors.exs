defmodule Monitors do
  use Trace

  scenario "27. monitors stack: n monitors make n DOWNs, and each fires once", log do
    pid = waiting()
    refs = for _ <- 1..3, do: Process.monitor(pid)
    log.(length(Enum.uniq(refs)))
    finish(pid, :over)
    log.(Enum.map(refs, &reason_of/1))
    log.(drain())
  end

  scenario "27. the DOWNs of one process come in the order in which its monitors were made", log do
    pid = waiting()
    refs = for _ <- 1..5, do: Process.monitor(pid)
    finish(pid, :over)

    for _ <- refs do
      receive do: ({:DOWN, ref, _, _, _} -> log.(Enum.find_index(refs, &(&1 == ref))))
    end
  end

  scenario "27. a monitor is one-way: the death of the watcher does nothing to the watched", log do
    pid = waiting()

    {_, watcher} =
      spawn_monitor(fn ->
        Process.monitor(pid)
        exit(:watcher_over)
      end)

    log.(reason_of(watcher))
    log.(Process.alive?(pid))
    ref = Process.monitor(pid)
    finish(pid, :watched_over)
    log.(reason_of(ref))
  end

  scenario "27. a monitor does not end a watcher that does not trap", log do
    {pid, ref} = spawn_monitor(fn -> exit(:abnormal) end)
    receive do: (message -> log.([message, pid, ref]))
  end

  scenario "27. every watcher is told", log do
    parent = self()
    pid = waiting()

    for n <- 1..3 do
      watcher =
        spawn(fn ->
          ref = watch(pid)
          send(parent, :watching)
          send(parent, {:"watcher#{n}", reason_of(ref)})
        end)

      receive do: (:watching -> watcher)
    end

    finish(pid, :over)
    for watcher <- [:watcher1, :watcher2, :watcher3], do: receive(do: (message = {^watcher, _} -> log.(message)))
  end

  scenario "28. a monitor on a dead process is an immediate DOWN with noproc", log do
    pid = dead()
    ref = Process.monitor(pid)
    receive do: (message -> log.([message, pid, ref]))
  end

  scenario "28. a monitor on an unknown name is an immediate DOWN with noproc", log do
    ref = Process.monitor(:nobody_here)
    receive do: (message -> log.([message, ref]))
  end

  scenario "29. a monitor by name is a DOWN with the name as its object", log do
    pid = waiting()
    Process.register(pid, :watched_by_name)
    Process.monitor(:watched_by_name)
    finish(pid, :over)
    receive do: (message -> log.(message))
  end

  scenario "29. a monitor by name does not follow the name to another process", log do
    [first, second] = [waiting(), waiting()]
    Process.register(first, :moving_name)
    ref = Process.monitor(:moving_name)
    Process.unregister(:moving_name)
    Process.register(second, :moving_name)
    other = Process.monitor(second)
    finish(second, :second_over)
    log.(reason_of(other))
    log.(drain())
    finish(first, :first_over)
    log.(reason_of(ref))
  end

  scenario "29. a monitor by pid has the pid as its object, after a watcher by name that died with the watched", log do
    named = waiting()
    Process.register(named, :died_together)

    {_, watcher_ref} =
      spawn_monitor(fn ->
        Process.link(named)
        Process.monitor(:died_together)
        finish(named, :together)
        Process.sleep(:infinity)
      end)

    log.(reason_of(watcher_ref))
    pids = for _ <- 1..5, do: waiting()
    for pid <- pids, do: Process.monitor(pid)
    for pid <- pids, do: finish(pid, :over)
    objects = for _ <- pids, do: receive(do: ({:DOWN, _, _, object, _} -> object))
    log.(Enum.sort(objects) == Enum.sort(pids))
  end

  scenario "30. demonitor before the death: no DOWN arrives", log do
    pid = waiting()
    ref = Process.monitor(pid)
    other = Process.monitor(pid)
    log.(Process.demonitor(ref))
    finish(pid, :over)
    log.(reason_of(other))
    log.(drain())
  end

  scenario "30. demonitor without flush leaves a DOWN that is queued already", log do
    {_, ref} = spawn_monitor(fn -> exit(:over) end)
    queued(1)
    log.(Process.demonitor(ref))
    log.(drain())
  end

  scenario "30. demonitor with flush removes a DOWN that is queued already", log do
    {_, ref} = spawn_monitor(fn -> exit(:over) end)
    {_, other} = spawn_monitor(fn -> exit(:other_over) end)
    queued(2)
    send(self(), :kept)
    log.(Process.demonitor(ref, [:flush]))
    log.([reason_of(other), drain()])
  end

  scenario "30. demonitor with flush before the death: no DOWN arrives", log do
    pid = waiting()
    ref = Process.monitor(pid)
    other = Process.monitor(pid)
    log.(Process.demonitor(ref, [:flush]))
    finish(pid, :over)
    log.(reason_of(other))
    log.(drain())
  end

  scenario "31. a monitor delivers normal, shutdown and {shutdown, term} too", log do
    for reason <- [:normal, :shutdown, {:shutdown, :term}] do
      spawn_monitor(fn -> exit(reason) end)
      receive do: (message -> log.(message))
    end
  end

  scenario "31. a monitor does not care whether the watcher or the watched traps exits", log do
    Process.flag(:trap_exit, true)

    {pid, ref} =
      spawn_monitor(fn ->
        Process.flag(:trap_exit, true)
        exit(:over)
      end)

    log.(reason_of(ref))
    log.([Process.alive?(pid), drain()])
  end

  scenario "§1.2 demonitor with info tells whether the monitor was still there", log do
    pid = waiting()
    ref = Process.monitor(pid)
    log.(Process.demonitor(ref, [:info]))
    log.(Process.demonitor(ref, [:info]))
  end

  scenario "§1.2 demonitor with info returns false after the DOWN, and leaves it", log do
    {_, ref} = spawn_monitor(fn -> exit(:over) end)
    queued(1)
    log.(Process.demonitor(ref, [:info]))
    log.(drain())
  end

  scenario "§1.2 demonitor with flush and info returns false after the DOWN, and removes it", log do
    {_, ref} = spawn_monitor(fn -> exit(:over) end)
    queued(1)
    log.(Process.demonitor(ref, [:flush, :info]))
    log.(drain())
  end

  scenario "§1.2 demonitor with flush and info returns false after the DOWN was received", log do
    {_, ref} = spawn_monitor(fn -> exit(:over) end)
    log.(reason_of(ref))
    log.(Process.demonitor(ref, [:flush, :info]))
  end

  scenario "§1.2 demonitor twice returns true twice", log do
    ref = Process.monitor(waiting())
    log.([Process.demonitor(ref), Process.demonitor(ref)])
  end

  scenario "§1.2 demonitor of one monitor leaves the others", log do
    pid = waiting()
    [first, second, third] = for _ <- 1..3, do: Process.monitor(pid)
    Process.demonitor(second)
    finish(pid, :over)
    log.([reason_of(first), reason_of(third), drain()])
  end

  scenario "§1.2 a monitor on oneself is a reference that never fires", log do
    parent = self()

    spawn(fn ->
      Process.flag(:trap_exit, true)
      ref = Process.monitor(self())
      send(parent, {is_reference(ref), drain(), Process.info(self(), :monitors) |> elem(1)})
    end)

    receive do: (message -> log.(message))
  end

  scenario "§1.2 demonitor of another process's monitor changes nothing", log do
    parent = self()
    pid = waiting()
    ref = Process.monitor(pid)

    spawn(fn ->
      send(parent, {:demonitored, attempt(fn -> Process.demonitor(ref) end)})
      send(parent, {:with_info, attempt(fn -> Process.demonitor(ref, [:info]) end)})
    end)

    for _ <- 1..2, do: receive(do: (message -> log.(message)))
    finish(pid, :over)
    log.(reason_of(ref))
  end

  scenario "§1.1 spawn_monitor is atomic: a child that exits at once is a DOWN with its own reason", log do
    for reason <- [:at_once, :normal] do
      {_, ref} = spawn_monitor(fn -> exit(reason) end)
      log.(reason_of(ref))
    end
  end

  scenario "§1.2 info shows monitors on one side and monitoredBy on the other", log do
    pid = waiting()
    ref = Process.monitor(pid)
    log.(Process.info(self(), :monitors) == {:monitors, [process: pid]})
    log.(self() in elem(Process.info(pid, :monitored_by), 1))
    Process.demonitor(ref)
    log.(Process.info(self(), :monitors) == {:monitors, []})
    log.(self() in elem(Process.info(pid, :monitored_by), 1))
  end
end

Trace.run(Monitors)
