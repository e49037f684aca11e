defmodule AgentScenarios do
  use Trace

  def outcome(fun) do
    {:value, fun.()}
  catch
    :exit, {:timeout, {_, _, _}} -> :timeout
    :exit, {:noproc, {_, _, _}} -> :noproc
    :exit, {reason, {GenServer, _, _}} -> {:exited, reason}
  end

  def started(result), do: with({:ok, _} <- result, do: :started)

  scenario "§1.5 whatever the function does that ends the agent, its caller has the reason", log do
    ways = [fn _ -> raise "boom" end, fn _ -> exit(:odd) end, fn _ -> exit(:normal) end, fn _ -> exit({:shutdown, 1}) end, fn _ -> Process.exit(self(), :kill) end]

    for way <- ways, function <- [&Agent.get/2, &Agent.update/2, &Agent.get_and_update/2] do
      {:ok, agent} = Agent.start(fn -> 1 end)
      ref = watch(agent)
      log.(outcome(fn -> function.(agent, way) end))
      log.(reason_of(ref))
    end
  end

  scenario "§1.5 a cast that ends the agent", log do
    for way <- [fn _ -> raise "boom" end, fn _ -> exit(:odd) end] do
      {:ok, agent} = Agent.start(fn -> 1 end)
      ref = watch(agent)
      Agent.cast(agent, way)
      log.(reason_of(ref))
      log.(Agent.cast(agent, way))
      log.(outcome(fn -> Agent.get(agent, & &1) end))
    end
  end

  scenario "§1.5 a start that fails", log do
    Process.flag(:trap_exit, true)

    for way <- [fn -> raise "boom" end, fn -> exit(:odd) end, fn -> exit(:normal) end] do
      log.(started(Agent.start(way)))
      log.(started(Agent.start_link(way)))
      drain()
    end

    log.(started(Agent.start(fn -> Process.sleep(:infinity) end, timeout: 5)))
  end

  scenario "§1.5 an update that takes too long happens all the same, and its reply is dropped", log do
    {:ok, agent} = Agent.start(fn -> 1 end)

    slow = fn n ->
      receive(do: (:go -> n + 1))
    end

    log.(outcome(fn -> Agent.update(agent, slow, 5) end))
    send(agent, :go)
    log.(Agent.get(agent, & &1))
    log.(drain())
  end

  scenario "§1.5 an agent that asks itself", log do
    {:ok, agent} = Agent.start(fn -> 1 end)
    ref = watch(agent)

    log.(
      case outcome(fn -> Agent.get(agent, fn _ -> Agent.get(agent, & &1) end) end) do
        {:exited, {:calling_self, _}} -> :calling_self
        other -> other
      end
    )

    log.(match?({:calling_self, _}, reason_of(ref)))
  end

  scenario "§1.5 messages that are none of an agent's are dropped, its requests wait their turn", log do
    {:ok, agent} = Agent.start(fn -> [] end)
    send(agent, :hello)
    for n <- 1..3, do: Agent.cast(agent, &[n | &1])
    log.(Agent.get(agent, & &1))
    log.(Agent.get_and_update(agent, fn list -> {length(list), []} end))
    log.(Agent.get(agent, & &1))
  end

  scenario "§1.5 the functions run in the agent", log do
    {:ok, agent} = Agent.start(fn -> self() end)
    log.(Agent.get(agent, &(&1 == self())) and Agent.get(agent, & &1) == agent)
  end

  scenario "§1.5 a name that is taken, and a stop with a reason", log do
    {:ok, agent} = Agent.start(fn -> 1 end, name: :the_agent)
    {:error, {:already_started, pid}} = Agent.start(fn -> log.(:unreached) end, name: :the_agent)
    log.(pid == agent)
    ref = watch(agent)
    log.(outcome(fn -> Agent.stop(:the_agent, {:shutdown, :x}) && nil end))
    log.(reason_of(ref))
    log.(outcome(fn -> Agent.update(:the_agent, & &1) end))
    log.(Agent.cast(:the_agent, & &1))
  end
end

Trace.run(AgentScenarios)
