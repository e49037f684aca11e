defmodule OtpTogether do
  use Trace
  import GenServerScenarios, only: [told: 2, start: 2, outcome: 1, stop: 1, stop: 2]
  import GenServerCorners, only: [trapping: 0, parented: 1]

  # What a server is told, without the identities.
  def shown({:EXIT, _, reason}), do: [:EXIT, reason]
  def shown({:DOWN, _, :process, _, reason}), do: [:DOWN, reason]
  def shown({ref, value}) when is_reference(ref), do: [:reply, value]
  def shown(message), do: message

  def showing(log), do: fn event -> log.(with([:info, message] <- event, do: [:info, shown(message)])) end

  scenario "55. a server that starts tasks is told of their results, their ends, their EXITs", log do
    cast = fn way, state ->
      Task.async(fn -> if way == :value, do: way, else: exit(way) end)
      {:noreply, state}
    end

    {:ok, pid} = GenServer.start(Told, %{log: showing(log), init: &trapping/0, cast: cast})

    for {way, messages} <- [value: 3, normal: 2, odd: 2] do
      GenServer.cast(pid, way)
      Process.sleep(50)
      messages
    end

    log.(stop(pid))
  end

  scenario "55. a server that does not trap ends with its task, and one of a nolink task does not", log do
    {:ok, supervisor} = Task.Supervisor.start_link()

    for start <- [fn fun -> Task.async(fun) end, fn fun -> Task.Supervisor.async_nolink(supervisor, fun) end] do
      cast = fn way, state ->
        start.(fn -> exit(way) end)
        {:noreply, state}
      end

      {:ok, pid} = GenServer.start(Told, %{log: showing(log), init: fn -> {:ok, :state} end, cast: cast})
      ref = watch(pid)
      GenServer.cast(pid, :odd)
      Process.sleep(50)
      log.(Process.alive?(pid))
      stop(pid, :shutdown)
      log.(reason_of(ref))
    end
  end

  scenario "10. a server that awaits in a callback keeps what comes meanwhile, in order", log do
    call = fn :work, _, state ->
      value = Task.await(Task.async(fn -> Process.sleep(50) && :worked end))
      {:reply, value, state}
    end

    pid = start(log, %{call: call})
    parent = self()
    spawn(fn -> send(parent, {:result, GenServer.call(pid, :work)}) end)
    Process.sleep(25)
    send(pid, 1)
    GenServer.cast(pid, 2)
    send(pid, 3)
    log.(receive(do: ({:result, result} -> result)))
    log.(stop(pid))
  end

  scenario "35. a failing call within a callback ends the server, its caller, and is theirs to catch", log do
    deepest = start(log, %{call: fn _, _, _ -> exit(:odd) end})
    middle = start(fn _ -> :ok end, %{call: fn request, _, state -> {:reply, GenServer.call(deepest, request), state} end})
    ref = watch(middle)

    log.(
      case outcome(fn -> GenServer.call(middle, :x) end) do
        {:exited, {reason, {GenServer, :call, _}}} -> [:through, reason]
        other -> other
      end
    )

    log.(
      case reason_of(ref) do
        {reason, {GenServer, :call, _}} -> [:through, reason]
        other -> other
      end
    )

    deepest = start(log, %{call: fn _, _, _ -> exit(:odd) end})
    catching = start(log, %{call: fn request, _, state -> {:reply, elem(outcome(fn -> GenServer.call(deepest, request) end), 1), state} end})
    log.(outcome(fn -> GenServer.call(catching, :x) end))
  end

  scenario "46. an EXIT that the parent sends by itself ends a server that traps, with any reason", log do
    me = self()

    for reason <- [:normal, :odd] do
      parent =
        spawn(fn ->
          {:ok, pid} = GenServer.start_link(Told, told(log, %{init: &trapping/0}))
          send(me, {:server, pid})

          receive do
            :end_it -> Process.exit(pid, reason)
          end

          Process.sleep(:infinity)
        end)

      pid = receive(do: ({:server, pid} -> pid))
      ref = watch(pid)
      Process.unlink(parent)
      send(parent, :end_it)
      log.(reason_of(ref))
      Process.exit(parent, :kill)
    end
  end

  scenario "46. an EXIT from the parent that has unlinked its server comes to handle_info no more than it does else", log do
    {parent, pid} = parented(told(log, %{init: &trapping/0, cast: fn parent, state -> Process.unlink(parent) && {:noreply, state} end}))
    GenServer.cast(pid, parent)
    down = watch(parent)
    log.(outcome(fn -> GenServer.call(pid, :x) end))
    finish(parent, :odd)
    log.(reason_of(down))
    log.(outcome(fn -> GenServer.call(pid, :y) end))
    log.(stop(pid))
  end

  scenario "39. who starts a server without a link and ends meanwhile leaves it to itself", log do
    me = self()

    init = fn ->
      send(me, {:in_init, self()})

      receive do
        :go -> {:ok, :state}
      end
    end

    starter = spawn(fn -> GenServer.start(Told, told(log, %{init: init}), name: :left_alone) end)
    pid = receive(do: ({:in_init, pid} -> pid))
    down = watch(starter)
    Process.exit(starter, :kill)
    log.(reason_of(down))
    send(pid, :go)
    log.(outcome(fn -> GenServer.call(:left_alone, :x) end))
    log.(stop(pid))
  end

  scenario "48. a stop during init waits for it", log do
    me = self()

    init = fn ->
      send(me, {:in_init, self()})

      receive do
        :go -> {:ok, :state, {:continue, :first}}
      end
    end

    spawn(fn -> GenServer.start(Told, told(log, %{init: init})) end)
    pid = receive(do: ({:in_init, pid} -> pid))
    spawn(fn -> send(me, {:stopped, stop(pid)}) end)
    Process.sleep(50)
    send(pid, :go)
    log.(receive(do: ({:stopped, result} -> result)))
  end

  scenario "2. what a process sends, its reply, its EXIT and its DOWN: in this order", log do
    Process.flag(:trap_exit, true)
    me = self()

    call = fn _, from, state ->
      send(me, :before)
      GenServer.reply(from, :replied)
      send(me, :after)
      {:stop, :odd, state}
    end

    {:ok, pid} = GenServer.start_link(Told, %{log: fn _ -> :ok end, init: fn -> {:ok, :state} end, call: call})
    watch(pid)
    log.(outcome(fn -> GenServer.call(pid, :x) end))
    queued(4)
    {exits, others} = Enum.split_with(Enum.map(drain(), &shown/1), &match?([:EXIT, _], &1))
    log.(exits)
    log.(others)
  end
end

Trace.run(OtpTogether)
