defmodule Flags do
  # A supervisor with the flags of Erlang's: Elixir 1.14 has no auto_shutdown.
  @behaviour :supervisor
  def init(told), do: {:ok, told}

  def open(flags, specs) do
    {:ok, pid} = :supervisor.start_link(__MODULE__, {flags, specs})
    Process.unlink(pid)
    pid
  end
end

defmodule SupervisorCorners do
  use Trace
  import SupervisorScenarios, only: [worker: 2, worker: 3, worker: 4, breakable: 3, nested: 4, open: 1, open: 2, child_of: 2, ids: 1, shape: 1, kill: 1, finish_child: 3, answer: 1, wait_until: 1]

  def all(log, more \\ %{}), do: for(id <- [:a, :b, :c], do: worker(log, id, more))

  # Children whose starts fail as often as the agent says, each by its id.
  def flaky(log, id, agent, more \\ %{}) do
    start = fn ->
      case Agent.get_and_update(agent, fn left -> {Map.get(left, id, 0), Map.update(left, id, 0, &max(&1 - 1, 0))} end) do
        0 ->
          Tracked.start_link(log, id)

        _ ->
          log.([:fail, id])
          {:error, :flaky}
      end
    end

    Map.merge(%{id: id, start: {:erlang, :apply, [start, []]}}, more)
  end

  def running(supervisor, count), do: wait_until(fn -> Supervisor.count_children(supervisor).active == count end)

  scenario "79. any_significant: which end of which child ends the supervisor", log do
    for {restart, reason} <- [{:transient, :normal}, {:transient, {:shutdown, :x}}, {:temporary, :normal}, {:temporary, :odd}] do
      specs = [worker(log, :a), worker(log, :b, %{restart: restart, significant: true}), worker(log, :c)]
      supervisor = Flags.open(%{auto_shutdown: :any_significant}, specs)
      ref = watch(supervisor)
      finish_child(supervisor, :b, reason)
      log.(reason_of(ref))
    end
  end

  scenario "79. any_significant: a transient that fails is restarted, one that is not significant is nothing", log do
    specs = [worker(log, :a, %{restart: :transient, significant: true}), worker(log, :b, %{restart: :transient})]
    supervisor = Flags.open(%{auto_shutdown: :any_significant}, specs)
    finish_child(supervisor, :a, :odd)
    finish_child(supervisor, :b, :normal)
    log.(shape(supervisor))
    log.(answer(Supervisor.terminate_child(supervisor, :a)))
    log.(shape(supervisor))
  end

  scenario "79. all_significant: the last one ends the supervisor, one that does not run does not count", log do
    specs = [
      worker(log, :a, %{restart: :transient, significant: true}),
      worker(log, :b, %{restart: :temporary, significant: true}),
      worker(log, :c, %{restart: :transient, significant: true}),
      worker(log, :d)
    ]

    supervisor = Flags.open(%{auto_shutdown: :all_significant}, specs)
    ref = watch(supervisor)
    log.(answer(Supervisor.terminate_child(supervisor, :a)))
    finish_child(supervisor, :b, :odd)
    log.(shape(supervisor))
    finish_child(supervisor, :c, :shutdown)
    log.(reason_of(ref))
  end

  scenario "79. a significant child that a sibling's restart ends ends nobody", log do
    for auto <- [:any_significant, :all_significant] do
      specs = [worker(log, :a), worker(log, :b, %{restart: :temporary, significant: true}), worker(log, :c, %{restart: :transient, significant: true})]
      supervisor = Flags.open(%{auto_shutdown: auto, strategy: :one_for_all}, specs)
      kill(child_of(supervisor, :a))
      log.(shape(supervisor))
      ref = watch(supervisor)
      finish_child(supervisor, :c, :normal)
      log.(reason_of(ref))
    end
  end

  scenario "79. all_significant: a child that ignored at a restart counts no more", log do
    {:ok, agent} = Agent.start_link(fn -> 0 end)

    start = fn ->
      case Agent.get_and_update(agent, &{&1, &1 + 1}) do
        0 -> Tracked.start_link(log, :a)
        _ -> :ignore
      end
    end

    specs = [%{id: :a, start: {:erlang, :apply, [start, []]}, restart: :transient, significant: true}, worker(log, :b, %{restart: :transient, significant: true})]
    supervisor = Flags.open(%{auto_shutdown: :all_significant}, specs)
    ref = watch(supervisor)
    finish_child(supervisor, :a, :odd)
    log.(shape(supervisor))
    finish_child(supervisor, :b, :normal)
    log.(reason_of(ref))
  end

  scenario "74. rest_for_one: a later child fails to start, and is tried again with those after it", log do
    {:ok, agent} = Agent.start_link(fn -> %{} end)
    specs = [worker(log, :a), worker(log, :b), flaky(log, :c, agent), worker(log, :d)]
    supervisor = open(specs, strategy: :rest_for_one, max_restarts: 10)
    Agent.update(agent, fn _ -> %{c: 2} end)
    kill(child_of(supervisor, :b))
    running(supervisor, 4)
    log.(ids(supervisor))
  end

  scenario "74. rest_for_one: the failed child itself fails to start again", log do
    {:ok, agent} = Agent.start_link(fn -> %{} end)
    specs = [worker(log, :a), flaky(log, :b, agent), worker(log, :c)]
    supervisor = open(specs, strategy: :rest_for_one, max_restarts: 10)
    Agent.update(agent, fn _ -> %{b: 2} end)
    kill(child_of(supervisor, :b))
    running(supervisor, 3)
    log.(ids(supervisor))
  end

  scenario "74. one_for_all: what had started is ended again when a later one fails, until it is too much", log do
    {:ok, agent} = Agent.start_link(fn -> %{} end)
    specs = [worker(log, :a), flaky(log, :b, agent), worker(log, :c)]
    supervisor = open(specs, strategy: :one_for_all, max_restarts: 3)
    ref = watch(supervisor)
    Agent.update(agent, fn _ -> %{b: 10} end)
    kill(child_of(supervisor, :c))
    log.(reason_of(ref))
  end

  scenario "74. a restart that fails with temporary siblings, which are gone", log do
    {:ok, agent} = Agent.start_link(fn -> %{} end)
    specs = [flaky(log, :a, agent), worker(log, :b, %{restart: :temporary}), worker(log, :c)]
    supervisor = open(specs, strategy: :one_for_all, max_restarts: 10)
    Agent.update(agent, fn _ -> %{a: 1} end)
    kill(child_of(supervisor, :c))
    running(supervisor, 2)
    log.(shape(supervisor))
  end

  scenario "74. a child that ignores its restart keeps its spec, and may be restarted", log do
    {:ok, agent} = Agent.start_link(fn -> 0 end)

    start = fn ->
      case Agent.get_and_update(agent, &{&1, &1 + 1}) do
        1 -> :ignore
        _ -> Tracked.start_link(log, :a)
      end
    end

    for strategy <- [:one_for_one, :one_for_all] do
      Agent.update(agent, fn _ -> 0 end)
      supervisor = open([%{id: :a, start: {:erlang, :apply, [start, []]}}, worker(log, :b)], strategy: strategy)
      kill(child_of(supervisor, :a))
      log.(shape(supervisor))
      log.(answer(Supervisor.restart_child(supervisor, :a)))
      log.(shape(supervisor))
    end
  end

  scenario "73. one failure more than the limit, whoever fails, ends a rest_for_one", log do
    supervisor = open(all(log), strategy: :rest_for_one, max_restarts: 2)
    ref = watch(supervisor)
    for id <- [:c, :b, :a], do: log.(kill(child_of(supervisor, id)))
    log.(reason_of(ref))
  end

  scenario "73. restarts that are asked for, terminated and transient normal ends do not count", log do
    supervisor = open([worker(log, :a, %{restart: :transient}), worker(log, :b)], max_restarts: 1)

    for _ <- 1..3 do
      Supervisor.terminate_child(supervisor, :a)
      log.(answer(Supervisor.restart_child(supervisor, :a)))
      finish_child(supervisor, :a, :normal)
      log.(answer(Supervisor.restart_child(supervisor, :a)))
    end

    kill(child_of(supervisor, :b))
    log.(shape(supervisor))
  end

  scenario "73. a supervisor that gives up ends its children in reverse, the failed one is gone", log do
    supervisor = open(all(log), max_restarts: 0, strategy: :one_for_all)
    ref = watch(supervisor)
    finish_child(supervisor, :b, :odd)
    log.(reason_of(ref))
  end

  scenario "70. two that fail at once: one_for_all starts all once more, and counts twice only what it was told twice", log do
    supervisor = open(all(log, %{shutdown: :brutal_kill}), strategy: :one_for_all, max_restarts: 1)
    pids = for id <- [:a, :b], do: child_of(supervisor, id)
    refs = for pid <- pids, do: watch(pid)
    :sys.suspend(supervisor)
    for pid <- pids, do: Process.exit(pid, :kill)
    reasons = for ref <- refs, do: reason_of(ref)
    :sys.resume(supervisor)
    log.(shape(supervisor))
    log.(reasons)
  end

  scenario "76. which ends of a child that is told to are taken, for each restart", log do
    for restart <- [:permanent, :transient, :temporary], reason <- [:normal, :shutdown, {:shutdown, :x}, :odd] do
      spec = %{id: :a, restart: restart, start: {GenServer, :start_link, [Told, %{log: log, init: &GenServerCorners.trapping/0, terminate: fn _, _ -> exit(reason) end}]}}
      supervisor = open([spec, worker(log, :b)])
      ref = watch(child_of(supervisor, :a))
      log.(answer(Supervisor.terminate_child(supervisor, :a)))
      log.(reason_of(ref))
      log.(shape(supervisor))
    end
  end

  scenario "76. brutal_kill, a time and infinity in one tree", log do
    specs = [worker(log, :a, %{shutdown: :infinity}), worker(log, :b, %{shutdown: :brutal_kill}), worker(log, :c, %{shutdown: 10}, :stubborn), worker(log, :d, %{shutdown: 0})]
    supervisor = open(specs)
    refs = for id <- [:a, :b, :c], do: watch(child_of(supervisor, id))
    Supervisor.terminate_child(supervisor, :d)
    Supervisor.stop(supervisor)
    for ref <- refs, do: log.(reason_of(ref))
  end

  scenario "76. the stop of a supervisor gives up after its time, and goes on", log do
    supervisor = open([worker(log, :a, %{shutdown: 50}, :stubborn), worker(log, :b)])
    ref = watch(supervisor)

    log.(
      try do
        Supervisor.stop(supervisor, :shutdown, 10)
      catch
        :exit, {reason, _} -> reason
      end
    )

    log.(reason_of(ref))
  end

  scenario "77. the order of a tree's end", log do
    tree = fn id, more -> Map.merge(%{id: id, type: :supervisor, start: {Supervisor, :start_link, [[worker(log, :"#{id}1"), worker(log, :"#{id}2")], [strategy: :one_for_one]]}}, more) end
    supervisor = open([worker(log, :first), tree.(:x, %{}), tree.(:y, %{}), worker(log, :last)])
    Supervisor.stop(supervisor)
  end

  scenario "77. the kill of a nested supervisor ends its children, and it is started again", log do
    outer = open([nested(log, :inner, %{}, strategy: :one_for_one), worker(log, :b)])
    leaf = child_of(child_of(outer, :inner), :leaf)
    ref = watch(leaf)
    kill(child_of(outer, :inner))
    log.(reason_of(ref))
    wait_until(fn -> Supervisor.count_children(outer).active == 2 end)
    log.(shape(outer))
    log.(shape(child_of(outer, :inner)))
  end

  scenario "§1.7 restart_child whose start fails or ignores keeps the spec", log do
    {:ok, agent} = Agent.start_link(fn -> %{} end)
    supervisor = open([flaky(log, :a, agent), worker(log, :b)])
    Supervisor.terminate_child(supervisor, :a)
    Agent.update(agent, fn _ -> %{a: 1} end)
    log.(elem(Supervisor.restart_child(supervisor, :a), 1))
    log.(shape(supervisor))
    log.(answer(Supervisor.restart_child(supervisor, :a)))
    log.(shape(supervisor))
  end

  scenario "§1.7 terminate_child of one that is restarting ends the tries", log do
    {:ok, broken} = Agent.start_link(fn -> false end)
    quiet = fn _ -> :ok end
    supervisor = open([breakable(quiet, :a, broken), worker(log, :b)], max_restarts: 1_000_000)
    Agent.update(broken, fn _ -> true end)
    kill(child_of(supervisor, :a))
    log.(answer(Supervisor.terminate_child(supervisor, :a)))
    log.(answer(Supervisor.delete_child(supervisor, :a)))
    log.(shape(supervisor))
    log.(Supervisor.count_children(supervisor))
  end

  scenario "§1.7 a start that exits, or fails", log do
    Process.flag(:trap_exit, true)

    for start <- [fn -> exit(:gone) end, fn -> {:error, :no} end, fn -> exit(:normal) end] do
      supervisor = open([worker(log, :a)])
      {:error, {reason, _}} = Supervisor.start_child(supervisor, %{id: :b, start: {:erlang, :apply, [start, []]}})
      log.(with {:EXIT, reason} <- reason, do: reason)
      log.(shape(supervisor))
    end
  end

  scenario "71. a permanent child that ends normally again and again is too much", log do
    supervisor = open([worker(log, :a), worker(log, :b)], max_restarts: 2)
    ref = watch(supervisor)
    for _ <- 1..3, do: log.(finish_child(supervisor, :a, :normal))
    log.(reason_of(ref))
  end

  scenario "70. rest_for_one with a terminated later child starts it too", log do
    supervisor = open(all(log), strategy: :rest_for_one)
    Supervisor.terminate_child(supervisor, :c)
    kill(child_of(supervisor, :a))
    log.(shape(supervisor))
    Supervisor.terminate_child(supervisor, :a)
    kill(child_of(supervisor, :b))
    log.(shape(supervisor))
  end

  scenario "70. a transient child that ended normally is started again for its siblings' sake", log do
    supervisor = open([worker(log, :a, %{restart: :transient}), worker(log, :b)], strategy: :one_for_all)
    finish_child(supervisor, :a, :normal)
    log.(shape(supervisor))
    kill(child_of(supervisor, :b))
    log.(shape(supervisor))
  end
end

Trace.run(SupervisorCorners)
