defmodule DynamicCorners do
  use Trace
  import SupervisorScenarios, only: [worker: 2, worker: 3, worker: 4, breakable: 3, kill: 1, wait_until: 1]

  def open(options \\ []) do
    {:ok, pid} = DynamicSupervisor.start_link([strategy: :one_for_one] ++ options)
    Process.unlink(pid)
    pid
  end

  def add(supervisor, spec) do
    case DynamicSupervisor.start_child(supervisor, spec) do
      :ignore -> :nothing
      {:ok, _} -> :started
      {:error, {:already_started, _}} -> :running
      {:error, reason} -> [:failed, reason]
    end
  end

  def pids(supervisor), do: for({_, pid, _, _} <- DynamicSupervisor.which_children(supervisor), do: pid)

  def count(supervisor) do
    %{specs: specs, active: active, supervisors: supervisors, workers: workers} = DynamicSupervisor.count_children(supervisor)
    [specs, active, supervisors, workers]
  end

  def noproc(fun) do
    fun.()
  catch
    :exit, {:noproc, _} -> :noproc
  end

  scenario "1.8 what is no child takes no place: one that ignores, that fails, that has ended", log do
    supervisor = open(max_children: 1)
    log.(add(supervisor, worker(log, :a, %{}, :ignored)))
    log.(add(supervisor, worker(log, :b, %{}, {:failing, :no})))
    log.(add(supervisor, worker(log, :c, %{}, {:exiting, :gone})))
    log.(add(supervisor, worker(log, :d, %{restart: :temporary})))
    log.(add(supervisor, worker(log, :e)))
    for pid <- pids(supervisor), do: log.(kill(pid))
    log.(add(supervisor, worker(log, :f)))
    log.(add(supervisor, worker(log, :g)))
    log.(count(supervisor))
    log.(add(open(max_children: 0), worker(log, :h)))
  end

  scenario "1.8 a child that is restarting takes its place, and is told to end by its old pid", log do
    {:ok, broken} = Agent.start_link(fn -> false end)
    quiet = fn _ -> :ok end
    supervisor = open(max_children: 1, max_restarts: 1_000_000)
    {:ok, pid} = DynamicSupervisor.start_child(supervisor, breakable(quiet, :a, broken))
    Agent.update(broken, fn _ -> true end)
    kill(pid)
    wait_until(fn -> pids(supervisor) == [:restarting] end)
    log.(add(supervisor, worker(log, :b)))
    log.(count(supervisor))
    log.(DynamicSupervisor.terminate_child(supervisor, pid))
    log.(DynamicSupervisor.terminate_child(supervisor, pid) == {:error, :not_found})
    log.(count(supervisor))
    log.(add(supervisor, worker(log, :c)))
  end

  scenario "1.8 a restart that ignores is the end of the child", log do
    {:ok, agent} = Agent.start_link(fn -> 0 end)

    start = fn ->
      case Agent.get_and_update(agent, &{&1, &1 + 1}) do
        0 -> Tracked.start_link(log, :a)
        _ -> :ignore
      end
    end

    supervisor = open()
    {:ok, pid} = DynamicSupervisor.start_child(supervisor, %{id: :a, start: {:erlang, :apply, [start, []]}})
    kill(pid)
    wait_until(fn -> count(supervisor) == [0, 0, 0, 0] end)
    log.(pids(supervisor))
  end

  scenario "1.8 the old pid of a restarted child is no child", log do
    supervisor = open()
    {:ok, pid} = DynamicSupervisor.start_child(supervisor, worker(log, :a))
    kill(pid)
    wait_until(fn -> match?([one] when one != pid, pids(supervisor)) end)
    log.(DynamicSupervisor.terminate_child(supervisor, pid) == {:error, :not_found})
    [new] = pids(supervisor)
    log.(DynamicSupervisor.terminate_child(supervisor, new))
    log.(count(supervisor))
  end

  scenario "1.8 a name that is taken by another child", log do
    supervisor = open()
    spec = %{id: 1, start: {Agent, :start_link, [fn -> 1 end, [name: :dynamic_name]]}}
    log.(add(supervisor, spec))
    log.(add(supervisor, spec))
    log.(count(supervisor))
  end

  scenario "76. the end of a dynamic supervisor with children of every kind of shutdown", log do
    supervisor = open()
    specs = [worker(fn _ -> :ok end, :a, %{shutdown: 10}, :stubborn), worker(fn _ -> :ok end, :b, %{shutdown: :brutal_kill}), worker(fn _ -> :ok end, :c, %{shutdown: :infinity})]

    refs =
      for spec <- specs do
        {:ok, pid} = DynamicSupervisor.start_child(supervisor, spec)
        watch(pid)
      end

    DynamicSupervisor.stop(supervisor, {:shutdown, :x})
    for ref <- refs, do: log.(reason_of(ref))
  end

  scenario "1.8 who asks a dynamic supervisor that is not there", log do
    pid = dead()
    log.(noproc(fn -> DynamicSupervisor.start_child(pid, worker(log, :a)) end))
    log.(noproc(fn -> DynamicSupervisor.terminate_child(pid, self()) end))
    log.(noproc(fn -> DynamicSupervisor.which_children(pid) end))
    log.(noproc(fn -> DynamicSupervisor.stop(pid) end))
    log.(noproc(fn -> Task.Supervisor.children(pid) end))
    log.(noproc(fn -> Task.Supervisor.start_child(pid, fn -> 1 end) end))
    log.(noproc(fn -> Task.Supervisor.async(pid, fn -> 1 end) end))
    log.(noproc(fn -> Task.Supervisor.async_nolink(pid, fn -> 1 end) end))
  end

  scenario "1.4 a task that its supervisor ends: the owner, with a link and without", log do
    {:ok, supervisor} = Task.Supervisor.start_link()

    {_, ref} =
      spawn_monitor(fn ->
        task = Task.Supervisor.async(supervisor, fn -> Process.sleep(:infinity) end)
        log.(Task.Supervisor.terminate_child(supervisor, task.pid))
        Process.sleep(:infinity)
      end)

    log.(reason_of(ref))
    task = Task.Supervisor.async_nolink(supervisor, fn -> Process.sleep(:infinity) end)
    log.(Task.Supervisor.terminate_child(supervisor, task.pid))
    log.(Task.yield(task))
    task = Task.Supervisor.async_nolink(supervisor, fn -> Process.sleep(:infinity) end)
    log.(Task.shutdown(task))
    task = Task.Supervisor.async_nolink(supervisor, fn -> Process.sleep(:infinity) end)
    Process.exit(task.pid, :kill)
    log.(Task.yield(task))
    wait_until(fn -> Task.Supervisor.children(supervisor) == [] end)
    log.(drain())
  end

  scenario "1.4 a permanent task is started again and again, a transient one that returns is not", log do
    {:ok, supervisor} = Task.Supervisor.start_link(max_restarts: 3)
    Process.unlink(supervisor)
    me = self()
    ref = watch(supervisor)
    {:ok, _} = Task.Supervisor.start_child(supervisor, fn -> send(me, :transient) end, restart: :transient)
    receive(do: (:transient -> :ok))
    wait_until(fn -> Task.Supervisor.children(supervisor) == [] end)
    Task.Supervisor.start_child(supervisor, fn -> send(me, :permanent) end, restart: :permanent)
    log.(reason_of(ref))
    log.(drain())
  end

  scenario "§1.9 partitions: routing, counts, and a restart", log do
    child = %{id: :ignored, start: {Agent, :start_link, [fn -> self() end]}}
    {:ok, supervisor} = PartitionSupervisor.start_link(child_spec: child, name: :parts, partitions: 3)
    Process.unlink(supervisor)
    name = fn key -> {:via, PartitionSupervisor, {:parts, key}} end
    at = fn key -> GenServer.whereis(name.(key)) end
    log.(PartitionSupervisor.partitions(:parts))
    log.(PartitionSupervisor.count_children(:parts))
    log.(for {id, pid, type, _} <- Enum.sort(PartitionSupervisor.which_children(:parts)), do: [id, pid == at.(id), type])
    log.(for key <- [3, 4, -1, -2, -4], do: Enum.find_index(0..2, &(at.(&1) == at.(key))))
    log.(at.("text") == at.("text"))
    log.(length(Enum.uniq(for n <- 0..2, do: at.(n))))
    log.(Agent.get(name.(1), & &1) == at.(1))
    old = at.(1)
    others = [at.(0), at.(2)]
    kill(old)
    wait_until(fn -> is_pid(at.(1)) and at.(1) != old end)
    log.([at.(0), at.(2)] == others)
    log.(Agent.get(name.(1), & &1) == at.(1))
    PartitionSupervisor.stop(:parts)
    log.(noproc(fn -> Agent.get(name.(0), & &1) end))
    log.(Agent.cast(name.(0), & &1))
    log.(Enum.map(others, &Process.alive?/1))
  end

  scenario "§1.9 a partition that does not start, and one strategy for all", log do
    Process.flag(:trap_exit, true)
    failing = %{id: 1, start: {Agent, :start_link, [fn -> exit(:no) end]}}
    {:error, {:shutdown, {:failed_to_start_child, id, reason}}} = PartitionSupervisor.start_link(child_spec: failing, name: :failing_parts, partitions: 2)
    log.([id, reason])
    log.(Process.whereis(:failing_parts))
    child = %{id: 1, start: {Agent, :start_link, [fn -> 1 end]}}
    {:ok, _} = PartitionSupervisor.start_link(child_spec: child, name: :parts_for_all, partitions: 2, strategy: :one_for_all)
    at = fn key -> GenServer.whereis({:via, PartitionSupervisor, {:parts_for_all, key}}) end
    [one, other] = [at.(0), at.(1)]
    kill(one)
    wait_until(fn -> is_pid(at.(0)) and at.(0) != one and is_pid(at.(1)) and at.(1) != other end)
    log.(Process.alive?(other))
  end
end

Trace.run(DynamicCorners)
