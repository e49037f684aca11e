defmodule Tracked do
  # A worker that logs its start and its orderly end.
  use GenServer

  def start_link(log, id, manner \\ :orderly) do
    case manner do
      :ignored -> :ignore
      {:failing, reason} -> {:error, reason}
      {:raising, text} -> raise text
      {:exiting, reason} -> exit(reason)
      _ -> GenServer.start_link(__MODULE__, {log, id, manner})
    end
  end

  def init({log, id, manner}) do
    Process.flag(:trap_exit, true)
    log.([:start, id])
    {:ok, {log, id, manner}}
  end

  def handle_cast({:finish, reason}, state), do: {:stop, reason, state}

  def terminate(reason, {log, id, manner}) do
    log.([:stop, id, reason])
    if manner == :stubborn, do: Process.sleep(:infinity)
  end
end

defmodule Breakable do
  # A worker whose start fails while the agent says so.
  def start_link(log, id, broken) do
    if Agent.get(broken, & &1) do
      log.([:fail, id])
      {:error, :broken}
    else
      Tracked.start_link(log, id)
    end
  end
end

defmodule SupervisorScenarios do
  use Trace

  def worker(log, id, more \\ %{}, manner \\ :orderly),
    do: Map.merge(%{id: id, start: {Tracked, :start_link, [log, id, manner]}}, more)

  def breakable(log, id, broken),
    do: %{id: id, start: {Breakable, :start_link, [log, id, broken]}}

  def nested(log, id, more, options),
    do: Map.merge(%{id: id, type: :supervisor, start: {Supervisor, :start_link, [[worker(log, :leaf)], options]}}, more)

  # Linked with the caller.
  def open_linked(children, options \\ []) do
    {:ok, pid} = Supervisor.start_link(children, Keyword.merge([strategy: :one_for_one], options))
    pid
  end

  # Not linked, so that its end is none of the scenario's.
  def open(children, options \\ []) do
    pid = open_linked(children, options)
    Process.unlink(pid)
    pid
  end

  def child_of(supervisor, id) do
    {_, child, _, _} = List.keyfind(Supervisor.which_children(supervisor), id, 0, {nil, nil, nil, nil})
    child
  end

  def ids(supervisor), do: for({id, _, _, _} <- Supervisor.which_children(supervisor), do: id)

  def shape(supervisor) do
    for {id, child, type, _} <- Supervisor.which_children(supervisor),
        do: [id, if(is_pid(child), do: :pid, else: child), type]
  end

  # Ends a process from outside, and waits until all are told.
  def kill(pid) do
    ref = watch(pid)
    Process.exit(pid, :kill)
    reason_of(ref)
  end

  def finish_child(supervisor, id, reason) do
    pid = child_of(supervisor, id)
    ref = watch(pid)
    GenServer.cast(pid, {:finish, reason})
    reason_of(ref)
  end

  def answer(result) do
    case result do
      :ok -> :ok
      {:ok, :undefined} -> :nothing
      {:ok, pid} when is_pid(pid) -> :started
      {:error, {:already_started, pid}} when is_pid(pid) -> :running
      # OTP 25; later ones answer as above.
      {:error, {{:already_started, pid}, _child}} when is_pid(pid) -> :running
      {:error, {reason, child}} when is_tuple(child) and elem(child, 0) == :child -> [:failed, reason]
      {:error, reason} when reason in [:running, :restarting, :not_found, :already_present] -> reason
      {:error, reason} -> [:failed, reason]
    end
  end

  scenario "69. children start in order and stop in reverse, told shutdown whatever the reason", log do
    supervisor = open(for id <- [:a, :b, :c], do: worker(log, id))
    Supervisor.stop(supervisor, {:shutdown, :enough})
  end

  scenario "70. one_for_one restarts the child alone", log do
    supervisor = open(for id <- [:a, :b, :c], do: worker(log, id))
    log.(kill(child_of(supervisor, :b)))
    log.(shape(supervisor))
  end

  scenario "70. one_for_all stops the others in reverse and starts all in order", log do
    supervisor = open(for(id <- [:a, :b, :c], do: worker(log, id)), strategy: :one_for_all)
    kill(child_of(supervisor, :b))
    log.(shape(supervisor))
  end

  scenario "70. rest_for_one stops the later ones in reverse and starts it and them in order", log do
    supervisor = open(for(id <- [:a, :b, :c, :d], do: worker(log, id)), strategy: :rest_for_one)
    kill(child_of(supervisor, :b))
    log.(shape(supervisor))
  end

  scenario "70. a terminated child is started again with one_for_all, a temporary one is gone", log do
    specs = [worker(log, :a), worker(log, :b), worker(log, :c, %{restart: :temporary})]
    supervisor = open(specs, strategy: :one_for_all)
    Supervisor.terminate_child(supervisor, :b)
    log.(shape(supervisor))
    kill(child_of(supervisor, :a))
    log.(shape(supervisor))
  end

  scenario "70. a restarted child keeps its place, an added one comes last", log do
    supervisor = open([worker(log, :a), worker(log, :b)])
    kill(child_of(supervisor, :a))
    log.(answer(Supervisor.start_child(supervisor, worker(log, :c))))
    log.(ids(supervisor))
  end

  scenario "71. who is restarted, by restart type and reason", log do
    for restart <- [:permanent, :transient, :temporary], reason <- [:normal, :shutdown, {:shutdown, :x}, :odd] do
      supervisor = open([worker(log, :a, %{restart: restart})])
      finish_child(supervisor, :a, reason)
      log.([restart, reason, shape(supervisor)])
    end
  end

  scenario "71. a killed transient child is restarted", log do
    supervisor = open([worker(log, :a, %{restart: :transient})])
    kill(child_of(supervisor, :a))
    log.(shape(supervisor))
  end

  scenario "72. a normal end does not disturb the siblings of one_for_all", log do
    supervisor = open([worker(log, :a, %{restart: :transient}), worker(log, :b), worker(log, :c, %{restart: :temporary})], strategy: :one_for_all)
    finish_child(supervisor, :a, :normal)
    finish_child(supervisor, :c, :normal)
    log.(shape(supervisor))
  end

  scenario "73. three restarts are fine, the fourth ends the supervisor with shutdown", log do
    Process.flag(:trap_exit, true)
    supervisor = open_linked(for id <- [:a, :b, :c], do: worker(log, id))
    ref = watch(supervisor)

    for _ <- 1..4, do: log.(kill(child_of(supervisor, :b)))

    log.(reason_of(ref))
    log.(drain())
  end

  scenario "73. with max_restarts 0 the first failure is too many", log do
    supervisor = open([worker(log, :a), worker(log, :b)], max_restarts: 0)
    ref = watch(supervisor)
    Process.exit(child_of(supervisor, :a), :kill)
    log.(reason_of(ref))
  end

  scenario "73. one failure of one_for_all counts once", log do
    supervisor = open(for(id <- [:a, :b, :c], do: worker(log, id)), strategy: :one_for_all, max_restarts: 1)
    kill(child_of(supervisor, :c))
    log.(shape(supervisor))
  end

  scenario "74. a restart that fails is tried again, each try counts", log do
    {:ok, broken} = Agent.start_link(fn -> false end)
    supervisor = open([worker(log, :z), breakable(log, :a, broken)])
    ref = watch(supervisor)
    Agent.update(broken, fn _ -> true end)
    Process.exit(child_of(supervisor, :a), :kill)
    log.(reason_of(ref))
  end

  scenario "74. a child is restarting between two tries, and the supervisor answers", log do
    {:ok, broken} = Agent.start_link(fn -> false end)
    quiet = fn _ -> :ok end
    supervisor = open([breakable(quiet, :a, broken)], max_restarts: 1_000_000)
    Agent.update(broken, fn _ -> true end)
    kill(child_of(supervisor, :a))
    log.(shape(supervisor))
    log.(Supervisor.count_children(supervisor))
    log.(answer(Supervisor.restart_child(supervisor, :a)))
    log.(answer(Supervisor.delete_child(supervisor, :a)))
    log.(answer(Supervisor.start_child(supervisor, worker(quiet, :a))))
    log.(answer(Supervisor.terminate_child(supervisor, :a)))
    log.(shape(supervisor))
    Agent.update(broken, fn _ -> false end)
    log.(answer(Supervisor.restart_child(supervisor, :a)))
    log.(shape(supervisor))
  end

  scenario "74. one_for_all starts over when a start fails on the way", log do
    {:ok, broken} = Agent.start_link(fn -> 2 end)

    flaky = fn ->
      case Agent.get_and_update(broken, &{&1, &1 - 1}) do
        n when n in [0, 1] ->
          log.([:fail, :b])
          {:error, :flaky}

        _ ->
          Tracked.start_link(log, :b)
      end
    end

    specs = [worker(log, :a), %{id: :b, start: {:erlang, :apply, [flaky, []]}}, worker(log, :c)]
    supervisor = open(specs, strategy: :one_for_all, max_restarts: 10)
    kill(child_of(supervisor, :a))
    wait_until(fn -> Supervisor.count_children(supervisor).active == 3 end)
    log.(shape(supervisor))
  end

  scenario "75. a supervisor that gave up is restarted as a permanent child, not as a transient one", log do
    for restart <- [:transient, :permanent] do
      outer = open([nested(log, :inner, %{restart: restart}, strategy: :one_for_one, max_restarts: 0)])
      inner = child_of(outer, :inner)
      ref = watch(inner)
      Process.exit(child_of(inner, :leaf), :kill)
      log.(reason_of(ref))
      log.(shape(outer))
    end
  end

  scenario "76. brutal_kill kills at once, without terminate", log do
    supervisor = open([worker(log, :a, %{shutdown: :brutal_kill})])
    ref = watch(child_of(supervisor, :a))
    log.(answer(Supervisor.terminate_child(supervisor, :a)))
    log.(reason_of(ref))
  end

  scenario "76. a child that does not end in time is killed", log do
    supervisor = open([worker(log, :a, %{shutdown: 20}, :stubborn), worker(log, :b)])
    ref = watch(child_of(supervisor, :a))
    Supervisor.stop(supervisor)
    log.(reason_of(ref))
  end

  scenario "76. a child that has unlinked itself is ended all the same", log do
    loner = fn ->
      parent = self()
      {:ok, spawn_link(fn -> Process.unlink(parent) && Process.sleep(:infinity) end)}
    end

    supervisor = open([%{id: :loner, start: {:erlang, :apply, [loner, []]}}])
    pid = child_of(supervisor, :loner)
    wait_until(fn -> Process.info(pid, :links) == {:links, []} end)
    ref = watch(pid)
    log.(answer(Supervisor.terminate_child(supervisor, :loner)))
    log.(reason_of(ref))
  end

  scenario "77. the EXIT of the parent, also normal, ends it, the children first", log do
    for reason <- [:normal, :odd] do
      me = self()

      parent =
        spawn(fn ->
          send(me, {:supervisor, open_linked([worker(log, :a), worker(log, :b)])})

          receive do
            {:finish, reason} -> exit(reason)
          end
        end)

      supervisor = receive(do: ({:supervisor, pid} -> pid))
      ref = watch(supervisor)
      finish(parent, reason)
      log.(reason_of(ref))
    end
  end

  scenario "77. the exit signal of a stranger is ignored", log do
    supervisor = open([worker(log, :a)])
    {_, ref} = spawn_monitor(fn -> Process.exit(supervisor, :odd) end)
    log.(reason_of(ref))
    log.(shape(supervisor))
  end

  scenario "77. kill bypasses the orderly stop", log do
    supervisor = open([worker(log, :a)])
    ref = watch(child_of(supervisor, :a))
    log.(kill(supervisor))
    log.(reason_of(ref))
  end

  scenario "78. a child that ignores keeps its spec, unless it is temporary", log do
    specs = [worker(log, :a, %{}, :ignored), worker(log, :b, %{restart: :temporary}, :ignored), worker(log, :c)]
    supervisor = open(specs)
    log.(answer(Supervisor.start_child(supervisor, worker(log, :d, %{}, :ignored))))
    log.(answer(Supervisor.start_child(supervisor, worker(log, :e, %{restart: :temporary}, :ignored))))
    log.(answer(Supervisor.restart_child(supervisor, :a)))
    log.(shape(supervisor))
    log.(Supervisor.count_children(supervisor))
  end

  scenario "§1.7 a child that does not start ends those before it, and a caller that does not trap", log do
    {_, ref} =
      spawn_monitor(fn ->
        Supervisor.start_link([worker(log, :a), worker(log, :b), worker(log, :c, %{}, {:failing, :no})], strategy: :one_for_one)
      end)

    log.(reason_of(ref))
  end

  scenario "§1.7 a caller that traps gets the reason", log do
    Process.flag(:trap_exit, true)

    for manner <- [{:failing, :no}, {:exiting, :no}] do
      {:error, reason} = Supervisor.start_link([worker(log, :a), worker(log, :b, %{}, manner)], strategy: :one_for_one)
      {:shutdown, {:failed_to_start_child, id, why}} = reason
      log.([id, if(match?({:EXIT, _}, why), do: elem(why, 1), else: why)])
    end
  end

  scenario "§1.7 start_child: added, running, already present, failed", log do
    supervisor = open([worker(log, :a)])
    log.(answer(Supervisor.start_child(supervisor, worker(log, :b))))
    log.(answer(Supervisor.start_child(supervisor, worker(log, :a))))
    Supervisor.terminate_child(supervisor, :a)
    log.(answer(Supervisor.start_child(supervisor, worker(log, :a))))
    log.(answer(Supervisor.start_child(supervisor, worker(log, :c, %{}, {:failing, :no}))))
    log.(answer(Supervisor.restart_child(supervisor, :c)))
    log.(shape(supervisor))
  end

  scenario "§1.7 start_child of a child whose name is taken", log do
    spec = fn id -> %{id: id, start: {Agent, :start_link, [fn -> 1 end, [name: :taken_by_a_child]]}} end
    supervisor = open([spec.(:a)])
    log.(answer(Supervisor.start_child(supervisor, spec.(:b))))
    log.(ids(supervisor))
  end

  scenario "§1.7 terminate_child: repeated, temporary, unknown", log do
    supervisor = open([worker(log, :a), worker(log, :b, %{restart: :temporary})])
    for id <- [:a, :a, :b, :b, :c], do: log.([id, answer(Supervisor.terminate_child(supervisor, id))])
    log.(shape(supervisor))
  end

  scenario "§1.7 restart_child and delete_child: running, stopped, unknown", log do
    supervisor = open([worker(log, :a), worker(log, :b)])
    log.(answer(Supervisor.restart_child(supervisor, :a)))
    log.(answer(Supervisor.delete_child(supervisor, :a)))
    Supervisor.terminate_child(supervisor, :a)
    log.(answer(Supervisor.restart_child(supervisor, :a)))
    Supervisor.terminate_child(supervisor, :a)
    log.(answer(Supervisor.delete_child(supervisor, :a)))
    log.(answer(Supervisor.restart_child(supervisor, :a)))
    log.(answer(Supervisor.delete_child(supervisor, :a)))
    log.(shape(supervisor))
  end

  scenario "§1.7 count_children and which_children of a tree", log do
    specs = [worker(log, :a), nested(log, :inner, %{}, strategy: :one_for_one), worker(log, :c)]
    supervisor = open(specs)
    Supervisor.terminate_child(supervisor, :c)
    log.(Supervisor.count_children(supervisor))
    log.(shape(supervisor))
    Supervisor.stop(supervisor)
  end

  def wait_until(fun), do: if(!fun.(), do: Process.sleep(1) && wait_until(fun))
end

Trace.run(SupervisorScenarios)
