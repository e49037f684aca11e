defmodule Told do
  # A server whose callbacks are the functions it is started with. Those it has none for are logged.
  use GenServer

  def init(%{log: log} = callbacks) do
    Process.put(:callbacks, callbacks)
    log.(:init)
    callbacks.init.()
  end

  def handle_call(request, from, state), do: run(:call, [request, from, state], {:reply, request, state})
  def handle_cast(request, state), do: run(:cast, [request, state], {:noreply, state})
  def handle_info(message, state), do: run(:info, [message, state], {:noreply, state})
  def handle_continue(arg, state), do: run(:continue, [arg, state], {:noreply, state})
  def terminate(reason, state), do: run(:terminate, [reason, state], :ok)

  defp run(name, [first | _] = args, default) do
    callbacks = Process.get(:callbacks)
    callbacks.log.([name, first])
    if fun = callbacks[name], do: apply(fun, args), else: default
  end
end

defmodule Bare do
  use GenServer
  def init(state), do: {:ok, state}
  def handle_call(:get, _, state), do: {:reply, state, state}
end

defmodule GenServerScenarios do
  use Trace

  def told(log, more \\ %{}), do: Map.merge(%{log: log, init: fn -> {:ok, :state} end}, more)

  def start(log, more \\ %{}) do
    {:ok, pid} = GenServer.start(Told, told(log, more))
    pid
  end

  def outcome(fun) do
    {:replied, fun.()}
  catch
    :exit, {:timeout, {_, _, _}} -> :timeout
    :exit, {:noproc, {_, _, _}} -> :noproc
    :exit, {:calling_self, {_, _, _}} -> :calling_self
    :exit, {reason, {_, _, _}} -> {:exited, reason}
  end

  def stop(server, reason \\ :normal) do
    outcome(fn ->
      GenServer.stop(server, reason)
      nil
    end)
  end

  def exits_of(messages), do: for({:EXIT, _, reason} <- messages, do: reason)

  scenario "32. a late reply is dropped, and the server still does the work", log do
    slow = fn
      :slow, _, n ->
        receive do
          :go -> {:reply, :late, n + 1}
        end

      :get, _, n ->
        {:reply, n, n}
    end

    pid = start(log, %{init: fn -> {:ok, 0} end, call: slow})
    log.(outcome(fn -> GenServer.call(pid, :slow, 5) end))
    send(pid, :go)
    log.(outcome(fn -> GenServer.call(pid, :get) end))
    log.(drain())
  end

  scenario "35. the caller exits when the server ends during the call, whatever the reason", log do
    for reason <- [:normal, :shutdown, {:shutdown, :x}, :odd] do
      pid = start(log, %{call: fn _, _, state -> {:stop, reason, state} end})
      log.(outcome(fn -> GenServer.call(pid, :x) end))
    end
  end

  scenario "35. an exception in handle_call is the reason for both", log do
    pid = start(log, %{call: fn _, _, _ -> raise "boom" end, terminate: fn _, _ -> :ok end})
    ref = watch(pid)
    log.(outcome(fn -> GenServer.call(pid, :x) end))
    log.(reason_of(ref))
  end

  scenario "36. a trapping caller that is linked gets the exit of the call and the EXIT", log do
    Process.flag(:trap_exit, true)
    {:ok, pid} = GenServer.start_link(Told, told(log, %{call: fn _, _, state -> {:stop, :over, state} end}))
    log.(outcome(fn -> GenServer.call(pid, :x) end))
    log.(exits_of(drain()))
  end

  scenario "37. calling oneself is found at once", log do
    Process.register(self(), :me)
    log.(outcome(fn -> GenServer.call(self(), :x) end))
    log.(outcome(fn -> GenServer.call(:me, :x) end))
    log.(stop(self()))
  end

  scenario "38. nobody there is noproc to a call and to a stop, and nothing to a cast", log do
    pid = dead()
    log.(outcome(fn -> GenServer.call(pid, :x) end))
    log.(outcome(fn -> GenServer.call(:nobody, :x) end))
    log.(stop(pid))
    log.(stop(:nobody))
    GenServer.cast(pid, :x)
    GenServer.cast(:nobody, :x)
  end

  scenario "39. start_link returns after init, and the name is registered before", log do
    parent = self()
    init = fn ->
      log.(Process.whereis(:named) == self())
      log.(Process.whereis(:named) == parent)
      {:ok, :state}
    end

    {:ok, pid} = GenServer.start_link(Told, told(log, %{init: init}), name: :named)
    log.([:started, GenServer.whereis(:named) == pid])
  end

  scenario "39. the name is free when the caller is told that init failed", log do
    for init <- [fn -> {:stop, :no} end, fn -> :ignore end, fn -> raise "boom" end] do
      log.(GenServer.start(Told, told(log, %{init: init}), name: :failing))
      log.(Process.whereis(:failing))
    end
  end

  scenario "40. init stop ends a linked caller that does not trap", log do
    {_, ref} = spawn_monitor(fn -> log.(GenServer.start_link(Told, told(log, %{init: fn -> {:stop, :no} end}))) end)
    log.(reason_of(ref))
  end

  scenario "40. init stop is an error to a caller that traps", log do
    Process.flag(:trap_exit, true)
    log.(GenServer.start_link(Told, told(log, %{init: fn -> {:stop, :no} end})))
  end

  scenario "41. init ignore: no terminate, and the linked caller lives", log do
    log.(GenServer.start_link(Told, told(log, %{init: fn -> :ignore end})))
    log.(drain())
  end

  scenario "41. init that takes too long is killed", log do
    log.(GenServer.start(Told, told(log, %{init: fn -> Process.sleep(:infinity) end}), timeout: 5))
  end

  scenario "81. a name that is taken: already started, and no second init", log do
    {:ok, pid} = GenServer.start_link(Told, told(log), name: :once)
    {:error, {:already_started, holder}} = GenServer.start_link(Told, told(log), name: :once)
    log.([:already_started, holder == pid])
    log.(drain())
  end

  scenario "42. continue comes before any message, and chains", log do
    init = fn ->
      send(self(), :early)
      {:ok, :state, {:continue, 1}}
    end

    continue = fn n, state -> if n < 3, do: {:noreply, state, {:continue, n + 1}}, else: {:noreply, state} end
    pid = start(log, %{init: init, continue: continue})
    log.(outcome(fn -> GenServer.call(pid, :x) end))
  end

  scenario "42. a crash in continue comes after a start that succeeded", log do
    Process.flag(:trap_exit, true)
    {:ok, _} = GenServer.start_link(Told, told(log, %{init: fn -> {:ok, :state, {:continue, 1}} end, continue: fn _, _ -> exit(:later) end}))

    receive do
      {:EXIT, _, reason} -> log.(reason)
    end
  end

  scenario "43. stop with a reply: terminate, then the reply, then the exit", log do
    pid = start(log, %{call: fn _, _, state -> {:stop, :over, :bye, state} end})
    ref = watch(pid)
    log.(outcome(fn -> GenServer.call(pid, :x) end))
    log.(reason_of(ref))
  end

  scenario "44. a timeout fires once, for the next wait only", log do
    parent = self()
    info = fn message, state ->
      send(parent, message)
      {:noreply, state}
    end

    start(log, %{init: fn -> {:ok, :state, 5} end, info: info})
    Process.sleep(30)
    log.(length(drain()))
  end

  scenario "44. a message cancels the timeout, and one that is queued wins over 0", log do
    init = fn ->
      send(self(), :queued)
      {:ok, :state, 0}
    end

    pid = start(log, %{init: init})
    Process.sleep(10)
    log.(stop(pid))
  end

  scenario "46. terminate is called on a stop, an exception, an exit, a bad return", log do
    ways = [
      fn _, state -> {:stop, :stopped, state} end,
      fn _, _ -> raise "boom" end,
      fn _, _ -> exit(:exited) end
    ]

    for way <- ways do
      pid = start(log, %{cast: way})
      ref = watch(pid)
      GenServer.cast(pid, :x)
      log.(reason_of(ref))
    end
  end

  scenario "46. terminate is called when the parent ends and the server traps, whatever the reason", log do
    for reason <- [:normal, :shutdown, :odd] do
      parent = self()
      init = fn ->
        Process.flag(:trap_exit, true)
        send(parent, self())
        {:ok, :state}
      end

      spawn(fn ->
        {:ok, _} = GenServer.start_link(Told, told(log, %{init: init}))
        receive do
          :end -> exit(reason)
        end
      end)
      |> send(:end)

      receive do
        pid -> log.(reason_of(watch(pid)) in [reason, :noproc])
      end
    end
  end

  scenario "46. terminate is not called on an exit signal that is not trapped, nor on kill", log do
    for reason <- [:shutdown, :odd, :kill] do
      pid = start(log)
      ref = watch(pid)
      Process.exit(pid, reason)
      log.(reason_of(ref))
    end
  end

  scenario "47. an EXIT that is not the parent's goes to handle_info", log do
    init = fn ->
      Process.flag(:trap_exit, true)
      {:ok, :state}
    end

    pid = start(log, %{init: init})
    Process.exit(pid, :from_the_starter)
    log.(stop(pid))
  end

  scenario "48. what was queued before the stop is handled before terminate", log do
    pid = start(log)
    send(pid, 1)
    GenServer.cast(pid, 2)
    log.(stop(pid, :shutdown))
  end

  scenario "49. terminate that exits or raises changes the reason, and stop exits", log do
    for terminate <- [fn _, _ -> exit(:changed) end, fn _, _ -> raise "boom" end] do
      pid = start(log, %{terminate: terminate})
      log.(stop(pid))
    end
  end

  scenario "51. a missing handle_info is survived, a missing handle_cast is not", log do
    {:ok, pid} = GenServer.start(Bare, 7)
    send(pid, :what)
    log.(outcome(fn -> GenServer.call(pid, :get) end))
    ref = watch(pid)
    GenServer.cast(pid, :x)
    log.(reason_of(ref) != :normal)
  end

  scenario "§1.6 a reply may come from another process, later", log do
    parent = self()
    call = fn _, from, state ->
      send(parent, {:from, from})
      {:noreply, state}
    end

    pid = start(log, %{call: call})

    spawn(fn -> send(parent, {:outcome, outcome(fn -> GenServer.call(pid, :x) end)}) end)

    receive do
      {:from, from} -> GenServer.reply(from, :replied_later)
    end

    receive do
      {:outcome, result} -> log.(result)
    end
  end

  scenario "§1.5 an agent: get, update, get_and_update, cast", log do
    {:ok, agent} = Agent.start_link(fn -> 1 end)
    log.(Agent.get(agent, &(&1 + 100)))
    Agent.update(agent, &(&1 + 1))
    log.(Agent.get_and_update(agent, &{&1, &1 * 10}))
    Agent.cast(agent, &(&1 + 1))
    log.(Agent.get(agent, & &1))
    log.(stop(agent))
  end

  scenario "§1.5 an agent ends with what its function raises, and so does the caller", log do
    {:ok, agent} = Agent.start(fn -> 1 end)
    ref = watch(agent)
    log.(outcome(fn -> Agent.get(agent, fn _ -> raise "boom" end) end))
    log.(reason_of(ref))
  end
end

Trace.run(GenServerScenarios)
