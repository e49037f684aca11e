defmodule ExitReasons do
  use Trace

  scenario "19. exit(pid, kill) cannot be trapped, and monitors see killed", log do
    parent = self()

    {pid, ref} =
      spawn_monitor(fn ->
        Process.flag(:trap_exit, true)
        send(parent, :trapping)
        receive do: (message -> log.({:trapped, message}))
      end)

    receive do: (:trapping -> Process.exit(pid, :kill))
    log.(reason_of(ref))
  end

  scenario "19. linked processes see killed when one is killed", log do
    Process.flag(:trap_exit, true)
    pid = spawn_link(fn -> Process.sleep(:infinity) end)
    Process.exit(pid, :kill)
    receive do: (message -> log.(message))
  end

  scenario "19. a linked process that does not trap dies with killed", log do
    parent = self()

    {_, ref} =
      spawn_monitor(fn ->
        send(parent, {:inner, spawn_link(fn -> Process.sleep(:infinity) end)})
        Process.sleep(:infinity)
      end)

    receive do: ({:inner, inner} -> Process.exit(inner, :kill))
    log.(reason_of(ref))
  end

  scenario "19. exit(kill) by the process itself is a link signal kill that can be trapped", log do
    Process.flag(:trap_exit, true)
    spawn_link(fn -> exit(:kill) end)
    receive do: (message -> log.(message))
  end

  scenario "19. exit(kill) by the process itself is not converted for monitors nor for linked processes", log do
    {_, inner} = spawn_monitor(fn -> exit(:kill) end)

    {_, outer} =
      spawn_monitor(fn ->
        spawn_link(fn -> exit(:kill) end)
        Process.sleep(:infinity)
      end)

    log.([reason_of(inner), reason_of(outer)])
  end

  scenario "19. exit(pid, killed) is an ordinary reason and can be trapped", log do
    parent = self()

    pid =
      spawn(fn ->
        Process.flag(:trap_exit, true)
        send(parent, :trapping)
        receive do: ({:EXIT, ^parent, reason} -> send(parent, {:trapped, reason}))
      end)

    receive do: (:trapping -> Process.exit(pid, :killed))
    receive do: (message -> log.(message))
  end

  scenario "20. exit(other, normal) is ignored by a process that does not trap", log do
    parent = self()
    pid = spawn(fn -> receive do: (:ping -> send(parent, {:pong, drain()})) end)
    log.(Process.exit(pid, :normal))
    send(pid, :ping)
    receive do: (message -> log.(message))
  end

  scenario "20. exit(other, normal) is a message to a process that traps", log do
    parent = self()

    pid =
      spawn(fn ->
        Process.flag(:trap_exit, true)
        send(parent, :trapping)
        receive do: (message -> send(parent, {:received, message}))
      end)

    receive do: (:trapping -> Process.exit(pid, :normal))
    receive do: ({:received, {:EXIT, from, reason}} -> log.({from == self(), reason}))
  end

  scenario "21. exit(self, normal) ends a caller that does not trap", log do
    {_, ref} =
      spawn_monitor(fn ->
        Process.exit(self(), :normal)
        receive do: (:never -> :ok)
      end)

    log.(reason_of(ref))
  end

  scenario "21. exit(self, normal) is a message to a caller that traps", log do
    Process.flag(:trap_exit, true)
    Process.exit(self(), :normal)
    receive do: (message -> log.(message))
  end

  scenario "21. exit(self, kill) ends the caller with killed, trapping or not", log do
    for trapping <- [false, true] do
      {_, ref} =
        spawn_monitor(fn ->
          Process.flag(:trap_exit, trapping)
          Process.exit(self(), :kill)
          receive do: (message -> log.(message))
        end)

      log.(reason_of(ref))
    end
  end

  scenario "21. exit(self, reason) ends a caller that does not trap", log do
    {_, ref} =
      spawn_monitor(fn ->
        Process.exit(self(), :reason)
        receive do: (:never -> :ok)
      end)

    log.(reason_of(ref))
  end

  scenario "21. exit(self, reason) ends the caller before the next expression", log do
    {_, ref} =
      spawn_monitor(fn ->
        Process.exit(self(), :reason)
        log.(:still_running)
      end)

    log.(reason_of(ref))
  end

  scenario "22. exit(pid, reason) to a process that traps is a message, and the process lives", log do
    parent = self()

    pid =
      spawn(fn ->
        Process.flag(:trap_exit, true)
        send(parent, :trapping)
        receive do: ({:EXIT, from, reason} -> send(parent, {:trapped, from == parent, reason}))
        receive do: (:ping -> send(parent, :pong))
      end)

    receive do: (:trapping -> Process.exit(pid, :reason))
    receive do: (message -> log.(message))
    log.(Process.alive?(pid))
    send(pid, :ping)
    receive do: (message -> log.(message))
  end

  scenario "22. exit(pid, reason) ends a process that does not trap with that reason", log do
    pid = waiting()
    ref = Process.monitor(pid)
    log.(Process.exit(pid, {:custom, 1}))
    log.(reason_of(ref))
  end

  scenario "22. the first of several exit signals decides the reason", log do
    pid = waiting()
    ref = Process.monitor(pid)
    for reason <- [:first, :second, :kill], do: Process.exit(pid, reason)
    log.(reason_of(ref))
    log.(drain())
  end

  scenario "23. exit(reason) can be caught", log do
    try do
      exit(:caught)
    catch
      :exit, reason -> log.({:caught, reason})
    end

    log.(:goes_on)
  end

  scenario "23. exit(reason), uncaught, runs the cleanup and ends the process with that reason", log do
    {_, ref} =
      spawn_monitor(fn ->
        try do
          exit(:uncaught)
        after
          log.(:cleanup)
        end
      end)

    log.(reason_of(ref))
  end

  scenario "23. an exit in the cleanup replaces the reason", log do
    {_, ref} =
      spawn_monitor(fn ->
        try do
          exit(:first)
        after
          exit(:second)
        end
      end)

    log.(reason_of(ref))
  end

  scenario "23. an exit signal cannot be caught", log do
    parent = self()

    {pid, ref} =
      spawn_monitor(fn ->
        try do
          send(parent, :ready)
          Process.sleep(:infinity)
        catch
          kind, reason -> log.({kind, reason})
        end
      end)

    receive do: (:ready -> Process.exit(pid, :signal))
    log.(reason_of(ref))
  end

  scenario "23. an exit signal runs no cleanup in Elixir", log do
    parent = self()

    {pid, ref} =
      spawn_monitor(fn ->
        try do
          send(parent, :ready)
          Process.sleep(:infinity)
        after
          log.(:cleanup)
        end
      end)

    receive do: (:ready -> Process.exit(pid, :signal))
    log.(reason_of(ref))
  end

  scenario "23. a link signal runs no cleanup in Elixir", log do
    {_, ref} =
      spawn_monitor(fn ->
        try do
          spawn_link(fn -> exit(:linked) end)
          Process.sleep(:infinity)
        after
          log.(:cleanup)
        end
      end)

    log.(reason_of(ref))
  end

  scenario "23. kill runs no cleanup", log do
    parent = self()

    {pid, ref} =
      spawn_monitor(fn ->
        try do
          send(parent, :ready)
          Process.sleep(:infinity)
        after
          log.(:cleanup)
        end
      end)

    receive do: (:ready -> Process.exit(pid, :kill))
    log.(reason_of(ref))
  end

  scenario "24. noproc means that the target did not exist: a real reason is another", log do
    {pid, before} = spawn_monitor(fn -> exit(:real) end)
    log.(reason_of(before))
    log.(reason_of(Process.monitor(pid)))
  end

  scenario "25. an uncaught error is the reason", log do
    {_, ref} = spawn_monitor(fn -> raise ArgumentError, "boom" end)
    log.(reason_of(ref))
  end

  scenario "25. an uncaught throw is wrapped in nocatch", log do
    {_, ref} = spawn_monitor(fn -> throw({:value, 1}) end)
    log.(reason_of(ref))
  end

  scenario "25. an exit is the bare reason, whatever it is", log do
    for reason <- [:atom, {:tuple, 1}, [1, 2], 42, nil, "text", {:shutdown, :done}, %{key: 1}] do
      {_, ref} = spawn_monitor(fn -> exit(reason) end)
      log.(reason_of(ref))
    end
  end

  scenario "25. a body that returns exits normally, and what it returned is discarded", log do
    for body <- [fn -> :ignored end, fn -> exit(:normal) end] do
      {_, ref} = spawn_monitor(body)
      log.(reason_of(ref))
    end
  end

  scenario "25. a caught error does not end the process", log do
    try do
      raise "boom"
    rescue
      error -> log.(error)
    end

    log.(:goes_on)
  end

  scenario "§1.2 exit/2 returns true, even for a dead process", log do
    log.(Process.exit(waiting(), :reason))
    log.(Process.exit(dead(), :reason))
  end
end

Trace.run(ExitReasons)
