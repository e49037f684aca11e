defmodule GenServerCorners do
  use Trace
  import GenServerScenarios, only: [told: 1, told: 2, start: 2, outcome: 1, stop: 1, stop: 2, exits_of: 1]

  def trapping do
    Process.flag(:trap_exit, true)
    {:ok, :state}
  end

  # What a stop comes to. That :sys was in between is Erlang's own affair.
  def stopped(server, reason \\ :normal) do
    case stop(server, reason) do
      {:exited, {actual, {:sys, :terminate, _}}} -> {:exited, actual}
      result -> result
    end
  end

  # Calls from a process of its own, which sends the caller what came of it.
  def calling(pid, request, timeout \\ 5000) do
    parent = self()
    spawn(fn -> send(parent, {:outcome, outcome(fn -> GenServer.call(pid, request, timeout) end)}) end)
  end

  def result do
    receive do
      {:outcome, result} -> result
    end
  end

  # Starts a server from a process of its own, which ends with that reason when it is told.
  def parented(told) do
    me = self()

    parent =
      spawn(fn ->
        {:ok, pid} = GenServer.start_link(Told, told)
        send(me, {:server, pid})

        receive do
          {:finish, reason} -> exit(reason)
        end
      end)

    receive do
      {:server, pid} -> {parent, pid}
    end
  end

  # Tells the caller of this that it terminates, and goes on when it is told to.
  def waiting_to_go do
    me = self()

    fn _, _ ->
      send(me, :terminating)

      receive do
        :go -> :ok
      end
    end
  end

  scenario "42. continue after each callback comes before the messages that wait", log do
    next = fn _, state -> {:noreply, state, {:continue, :next}} end
    call = fn request, _, state -> {:reply, request, state, {:continue, :after_call}} end
    pid = start(log, %{call: call, cast: next, info: next})
    :sys.suspend(pid)
    GenServer.cast(pid, 1)
    send(pid, 2)
    GenServer.cast(pid, 3)
    :sys.resume(pid)
    log.(outcome(fn -> GenServer.call(pid, 4) end))
    log.(stop(pid))
  end

  scenario "42. a continue that stops, with messages waiting", log do
    pid = start(log, %{cast: fn _, state -> {:noreply, state, {:continue, :next}} end, continue: fn _, state -> {:stop, :over, state} end})
    ref = watch(pid)
    :sys.suspend(pid)
    GenServer.cast(pid, 1)
    send(pid, 2)
    :sys.resume(pid)
    log.(reason_of(ref))
  end

  scenario "43. the reply of a stop comes although terminate fails", log do
    for terminate <- [fn _, _ -> exit(:changed) end, fn _, _ -> raise "boom" end, fn _, _ -> exit(:normal) end] do
      pid = start(log, %{call: fn _, _, state -> {:stop, :over, :bye, state} end, terminate: terminate})
      ref = watch(pid)
      log.(outcome(fn -> GenServer.call(pid, :x) end))
      log.(reason_of(ref))
    end
  end

  scenario "43. a stop with a reply of an abnormal reason: the reply, then the EXIT", log do
    Process.flag(:trap_exit, true)
    {:ok, pid} = GenServer.start_link(Told, told(log, %{call: fn _, _, state -> {:stop, :odd, :bye, state} end}))
    log.(outcome(fn -> GenServer.call(pid, :x) end))
    queued(1)
    log.(exits_of(drain()))
  end

  scenario "44. every callback may ask for a timeout, and every message ends it", log do
    me = self()
    timed = fn _, state -> {:noreply, state, 10} end

    info = fn
      :quiet, state -> {:noreply, state}
      :timeout, state -> send(me, :timed_out) && {:noreply, state}
      _, state -> {:noreply, state, 10}
    end

    pid = start(log, %{call: fn request, _, state -> {:reply, request, state, 10} end, cast: timed, info: info, continue: timed})

    for after_that <- [fn -> receive(do: (:timed_out -> :ok)) end, fn -> send(pid, :quiet) && Process.sleep(40) end] do
      GenServer.call(pid, :call)
      after_that.()
      GenServer.cast(pid, :cast)
      after_that.()
      send(pid, :info)
      after_that.()
    end

    log.(stop(pid))
  end

  scenario "44. a timeout after a continue, and one that asks for the next", log do
    parent = self()

    info = fn
      :timeout, 3 ->
        send(parent, :done)
        {:noreply, 3}

      :timeout, n ->
        {:noreply, n + 1, 0}
    end

    start(log, %{init: fn -> {:ok, 0, {:continue, :begin}} end, continue: fn _, n -> {:noreply, n, 5} end, info: info})

    receive do
      :done -> log.(:done)
    end
  end

  scenario "44. a timeout is not ended by who asks for the state", log do
    parent = self()

    info = fn message, state ->
      send(parent, message)
      {:noreply, state}
    end

    pid = start(log, %{init: fn -> {:ok, :state, 30} end, info: info})
    log.(:sys.get_state(pid))
    log.(:sys.replace_state(pid, fn _ -> :other end))

    receive do
      :timeout -> log.(:came)
    end

    log.(stop(pid))
  end

  scenario "46. exit in a callback: the reason, also normal and shutdown, is terminate's and the caller's", log do
    for reason <- [:normal, :shutdown, {:shutdown, :x}, :odd, :kill] do
      pid = start(log, %{call: fn _, _, _ -> exit(reason) end})
      ref = watch(pid)
      log.(outcome(fn -> GenServer.call(pid, :x) end))
      log.(reason_of(ref))
    end
  end

  scenario "46. the EXIT of the parent waits for its turn among the messages", log do
    cast = fn _, state ->
      receive do
        :go -> {:noreply, state}
      end
    end

    {parent, pid} = parented(told(log, %{init: &trapping/0, cast: cast}))
    ref = watch(pid)
    down = watch(parent)
    GenServer.cast(pid, :hold)
    send(pid, 1)
    finish(parent, :odd)
    reason_of(down)
    send(pid, :go)
    send(pid, :lost)
    log.(reason_of(ref))
  end

  scenario "46. the parent's EXIT ends a server that waits for a timeout, without it one that does not trap", log do
    for init <- [
          fn ->
            Process.flag(:trap_exit, true)
            {:ok, :state, 10_000}
          end,
          fn -> {:ok, :state, 10_000} end
        ] do
      {parent, pid} = parented(told(log, %{init: init}))
      ref = watch(pid)
      finish(parent, :odd)
      log.(reason_of(ref))
    end
  end

  scenario "46. a server that was started without a link is its own parent, and one with a link is not", log do
    call = fn reason, _, state ->
      Process.exit(self(), reason)
      {:reply, reason, state}
    end

    for start <- [&GenServer.start/2, &GenServer.start_link/2], reason <- [:normal, :shutdown, :odd] do
      me = self()

      parent =
        spawn(fn ->
          {:ok, pid} = start.(Told, told(log, %{init: &trapping/0, call: call}))
          send(me, {:server, pid})
          Process.sleep(:infinity)
        end)

      pid = receive(do: ({:server, pid} -> pid))
      ref = watch(pid)
      GenServer.call(pid, reason)
      Process.exit(parent, :kill)
      log.(reason_of(ref))
    end
  end

  scenario "46. a parent that ends during init: a trapping server hears of it after init", log do
    me = self()

    init = fn ->
      Process.flag(:trap_exit, true)
      send(me, {:in_init, self()})

      receive do
        :go -> {:ok, :state}
      end
    end

    parent = spawn(fn -> GenServer.start_link(Told, told(log, %{init: init})) end)
    pid = receive(do: ({:in_init, pid} -> pid))
    ref = watch(pid)
    down = watch(parent)
    Process.exit(parent, :odd)
    log.(reason_of(down))
    send(pid, :go)
    log.(reason_of(ref))
  end

  scenario "46. a parent that ends during init takes a server along that does not trap, and its name", log do
    me = self()

    init = fn ->
      send(me, {:in_init, self()})
      Process.sleep(:infinity)
    end

    parent = spawn(fn -> GenServer.start_link(Told, told(log, %{init: init}), name: :in_init) end)
    pid = receive(do: ({:in_init, pid} -> pid))
    ref = watch(pid)
    Process.exit(parent, :odd)
    log.(reason_of(ref))
    log.(Process.whereis(:in_init))
  end

  scenario "46. an exit signal ends a server within a callback, and one that traps hears of it afterwards", log do
    for init <- [fn -> {:ok, :state} end, &trapping/0] do
      me = self()

      cast = fn _, state ->
        send(me, :in_cast)

        receive do
          :go -> {:noreply, state}
        end
      end

      pid = start(log, %{init: init, cast: cast})
      ref = watch(pid)
      GenServer.cast(pid, :x)
      receive(do: (:in_cast -> :ok))
      Process.exit(pid, :odd)
      send(pid, :go)
      stop(pid)
      log.(reason_of(ref))
    end
  end

  scenario "48. who stops a server second is told the same, and what comes after the first stop is lost", log do
    me = self()

    cast = fn _, state ->
      receive do
        :go -> {:noreply, state}
      end
    end

    pid = start(log, %{cast: cast})
    GenServer.cast(pid, :hold)

    for reason <- [:first, :second] do
      spawn(fn -> send(me, {:stopped, reason, stopped(pid, reason)}) end)
      Process.sleep(50)
    end

    GenServer.cast(pid, :lost)
    send(pid, :go)
    for _ <- 1..2, do: receive(do: ({:stopped, reason, result} -> log.([reason, result])))
  end

  scenario "49. terminate sends what arrives before the end, and may call others", log do
    other = start(log, %{})
    me = self()

    terminate = fn _, _ ->
      send(me, {:farewell, GenServer.call(other, :from_terminate)})
    end

    pid = start(log, %{terminate: terminate})
    ref = watch(pid)
    GenServer.cast(pid, :x)
    log.(stop(pid, :shutdown))
    log.(reason_of(ref))
    log.(drain())
  end

  scenario "32. a call after one that timed out gets its own reply", log do
    call = fn
      :slow, _, state ->
        receive do
          :go -> {:reply, :late, state}
        end

      request, _, state ->
        {:reply, request, state}
    end

    pid = start(log, %{call: call})
    log.(outcome(fn -> GenServer.call(pid, :slow, 5) end))
    send(pid, :go)
    for n <- 1..3, do: log.(outcome(fn -> GenServer.call(pid, n) end))
    log.(drain())
  end

  scenario "34. a reply twice, and one to a caller that has ended, are nothing", log do
    me = self()

    call = fn
      :twice, from, state ->
        GenServer.reply(from, 1)
        GenServer.reply(from, 2)
        {:noreply, state}

      :give_from, from, state ->
        send(me, {:from, from})
        {:noreply, state}
    end

    pid = start(log, %{call: call})
    log.(outcome(fn -> GenServer.call(pid, :twice) end))
    caller = calling(pid, :give_from)
    from = receive(do: ({:from, from} -> from))
    Process.exit(caller, :kill)
    log.(reason_of(watch(caller)) in [:killed, :noproc])
    log.(GenServer.reply(from, :nobody) && nil)
    log.(stop(pid))
  end

  scenario "35. who called gets the reason of a server that owed a reply", log do
    pid = start(log, %{call: fn _, _, state -> {:noreply, state} end, cast: fn reason, state -> {:stop, reason, state} end})
    calling(pid, 1)
    calling(pid, 1)
    Process.sleep(50)
    GenServer.cast(pid, {:shutdown, :x})
    log.(result())
    log.(result())
  end

  scenario "39. who calls a server by its name during init is served afterwards, or gets the reason", log do
    for {ending, index} <- Enum.with_index([{:ok, :state}, {:stop, :no}, :ignore]) do
      me = self()
      name = :"in init #{index}"

      init = fn ->
        send(me, {:in_init, self()})

        receive do
          :go -> ending
        end
      end

      spawn(fn -> send(me, {:started, GenServer.start(Told, told(log, %{init: init}), name: name)}) end)
      pid = receive(do: ({:in_init, pid} -> pid))
      calling(name, :x)
      Process.sleep(50)
      send(pid, :go)
      log.(result())
      log.(receive(do: ({:started, {:ok, _}} -> :started; {:started, other} -> other)))
    end
  end

  scenario "40. a failed init of a linked caller that traps, in every way", log do
    Process.flag(:trap_exit, true)

    for init <- [fn -> {:stop, :shutdown} end, fn -> {:stop, :normal} end, fn -> exit(:gone) end, fn -> raise "boom" end] do
      log.(GenServer.start_link(Told, told(log, %{init: init})))
      # OTP 25 leaves the EXIT.
      drain()
    end
  end

  scenario "40. a failed init of a linked caller that does not trap, by reason", log do
    for init <- [fn -> {:stop, :shutdown} end, fn -> {:stop, :normal} end, fn -> exit(:gone) end, fn -> exit(:normal) end] do
      {_, ref} = spawn_monitor(fn -> log.(GenServer.start_link(Told, told(log, %{init: init}))) end)
      log.(reason_of(ref))
    end
  end

  scenario "41. a start that took too long frees the name, and the link", log do
    me = self()

    init = fn ->
      Process.flag(:trap_exit, true)
      send(me, {:in_init, self()})
      Process.sleep(:infinity)
    end

    log.(GenServer.start_link(Told, told(log, %{init: init}), name: :too_long, timeout: 5))
    pid = receive(do: ({:in_init, pid} -> pid))
    log.(Process.alive?(pid))
    log.(Process.whereis(:too_long))
    log.(drain())
  end

  scenario "41. an init that is killed", log do
    init = fn -> Process.exit(self(), :kill) end
    log.(GenServer.start(Told, told(log, %{init: init})))
  end

  scenario "81. a server that starts another of its own name is told of itself", log do
    init = fn ->
      {:error, {:already_started, pid}} = GenServer.start_link(Told, told(log), name: :own)
      log.([:own, pid == self()])
      {:ok, :state}
    end

    {:ok, pid} = GenServer.start(Told, told(log, %{init: init}), name: :own)
    log.(stop(pid))
  end

  scenario "47. the end of a linked process: a message to a server that traps, the end of one that does not", log do
    for init <- [&trapping/0, fn -> {:ok, :state} end], reason <- [:normal, :odd] do
      me = self()

      cast = fn _, state ->
        send(me, {:worker, spawn_link(fn -> receive(do: ({:finish, reason} -> exit(reason))) end)})
        {:noreply, state}
      end

      pid = start(log, %{init: init, cast: cast, info: fn {:EXIT, _, reason}, state -> log.(reason) && {:noreply, state} end})
      ref = watch(pid)
      GenServer.cast(pid, :spawn)
      worker = receive(do: ({:worker, worker} -> worker))
      down = watch(worker)
      finish(worker, reason)
      reason_of(down)
      log.(outcome(fn -> GenServer.call(pid, :x) end))
      GenServer.cast(pid, :never)
      Process.exit(pid, :kill)
      log.(reason_of(ref))
    end
  end

  scenario "45. hibernate, and then a continue, a timeout, a message", log do
    pid = start(log, %{init: fn -> {:ok, :state, :hibernate} end, cast: fn _, state -> {:noreply, state, :hibernate} end, call: fn request, _, state -> {:reply, request, state, :hibernate} end})
    GenServer.cast(pid, 1)
    send(pid, 2)
    log.(outcome(fn -> GenServer.call(pid, 3) end))
    log.(stop(pid))
  end

  scenario "§1.6 stop gives up after its time, and the server ends later all the same", log do
    pid = start(log, %{terminate: waiting_to_go()})
    ref = watch(pid)
    log.(outcome(fn -> GenServer.stop(pid, :shutdown, 10) end))
    send(pid, :go)
    log.(reason_of(ref))
    log.(drain())
  end

  scenario "§1.6 stop of a server that is ending for another reason", log do
    pid = start(log, %{terminate: waiting_to_go(), cast: fn reason, state -> {:stop, reason, state} end})
    GenServer.cast(pid, :odd)
    receive(do: (:terminating -> :ok))
    Process.send_after(pid, :go, 10)
    log.(stopped(pid))
    log.(drain())
  end
end

Trace.run(GenServerCorners)
