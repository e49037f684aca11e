defmodule DynamicSupervisors do
  use Trace

  # A child that tells the scenario who it is, and does what it is told.
  def start_child(parent, name) do
    {:ok, spawn_link(fn -> child(parent, name) end)}
  end

  defp child(parent, name) do
    send(parent, {:started, name, self()})

    receive do
      {:finish, reason} -> exit(reason)
    end
  end

  # A child that traps exits, and says how it was told to end.
  def start_trapping(parent, name, answer) do
    pid =
      spawn_link(fn ->
        Process.flag(:trap_exit, true)
        send(parent, {:started, name, self()})

        receive do
          {:EXIT, _, reason} ->
            send(parent, {:told, name, reason})
            if answer == :stay, do: Process.sleep(:infinity)
        end
      end)

    {:ok, pid}
  end

  def start_trying(parent, counter) do
    :counters.add(counter, 1, 1)
    tries = :counters.get(counter, 1)
    if tries == 1 or tries > 3, do: start_child(parent, :trying), else: {:error, :down}
  end

  defp spec(name, options \\ []) do
    Map.merge(%{id: :child, start: {__MODULE__, :start_child, [self(), name]}}, Map.new(options))
  end

  defp trapping(name, answer, options) do
    Map.merge(%{id: :child, start: {__MODULE__, :start_trapping, [self(), name, answer]}}, Map.new(options))
  end

  defp supervisor(options \\ []) do
    Process.flag(:trap_exit, true)
    {:ok, pid} = DynamicSupervisor.start_link([strategy: :one_for_one] ++ options)
    pid
  end

  defp started(name) do
    receive do
      {:started, ^name, pid} -> pid
    end
  end

  # Kills a process, and waits until it is gone.
  defp kill(pid, reason \\ :kill) do
    ref = Process.monitor(pid)
    Process.exit(pid, reason)
    reason_of(ref)
  end

  defp ended(pid), do: reason_of(Process.monitor(pid))

  defp count(supervisor) do
    %{specs: specs, active: active, supervisors: supervisors, workers: workers} = DynamicSupervisor.count_children(supervisor)
    [specs, active, supervisors, workers]
  end

  scenario "1.8 ids are not unique, and the children are shown without one", log do
    pid = supervisor()
    {:ok, first} = DynamicSupervisor.start_child(pid, spec(:a))
    {:ok, _} = DynamicSupervisor.start_child(pid, spec(:b, type: :supervisor))
    children = DynamicSupervisor.which_children(pid)
    log.(length(children))
    log.(for {id, child, type, _} <- children, child == first, do: {id, type})
    log.(count(pid))
  end

  scenario "1.8 nothing is kept of a child that had nothing to start", log do
    pid = supervisor(max_children: 1)
    log.(DynamicSupervisor.start_child(pid, %{id: 1, start: {Function, :identity, [:ignore]}}))
    log.(count(pid))
    {:ok, _} = DynamicSupervisor.start_child(pid, spec(:a))
    log.(DynamicSupervisor.start_child(pid, spec(:b)))
  end

  scenario "1.8 the reason of a start that failed", log do
    pid = supervisor()
    log.(DynamicSupervisor.start_child(pid, %{id: 1, start: {Function, :identity, [{:error, :down}]}}))
    log.(DynamicSupervisor.start_child(pid, %{id: 1, start: {:erlang, :exit, [:left]}}))
    log.(DynamicSupervisor.start_child(pid, %{id: 1, start: {:erlang, :throw, [:thrown]}}))
    log.(count(pid))
  end

  scenario "1.8 terminateChild ends a child and waits, and knows no other", log do
    pid = supervisor()
    {:ok, child} = DynamicSupervisor.start_child(pid, trapping(:a, :end, []))
    started(:a)
    log.(DynamicSupervisor.terminate_child(pid, child))
    log.(Process.alive?(child))
    log.(DynamicSupervisor.terminate_child(pid, child))
    log.(DynamicSupervisor.terminate_child(pid, self()))
    log.(drain())
  end

  scenario "71. who is restarted after which reason", log do
    for restart <- [:permanent, :transient, :temporary], reason <- [:normal, :shutdown, {:shutdown, :x}, :oops] do
      pid = supervisor()
      {:ok, child} = DynamicSupervisor.start_child(pid, spec(:a, restart: restart))
      started(:a)
      ref = watch(child)
      finish(child, reason)
      reason_of(ref)
      # The EXIT to the supervisor may still be under way.
      Process.sleep(2)
      log.({restart, reason, count(pid)})
      Process.unlink(pid)
      DynamicSupervisor.stop(pid)
    end
  end

  scenario "73. the restart that is one too many ends the supervisor, and the other children", log do
    pid = supervisor(max_restarts: 2)
    {:ok, _} = DynamicSupervisor.start_child(pid, trapping(:other, :end, restart: :temporary))
    started(:other)
    {:ok, _} = DynamicSupervisor.start_child(pid, spec(:a))

    for _ <- 1..3 do
      log.(kill(started(:a)))
    end

    receive do
      {:EXIT, ^pid, reason} -> log.({:exit, reason})
    end

    log.(drain())
  end

  scenario "74. a restart that fails is tried again until it succeeds, and each try counts", log do
    pid = supervisor(max_restarts: 3)
    counter = :counters.new(1, [])
    {:ok, _} = DynamicSupervisor.start_child(pid, %{id: 1, start: {__MODULE__, :start_trying, [self(), counter]}})
    kill(started(:trying))
    again = started(:trying)
    log.(:counters.get(counter, 1))
    log.(count(pid))
    kill(again)
    log.(ended(pid) in [:shutdown, :noproc])
  end

  scenario "76. a child that does not end in its time is killed, and one without time at once", log do
    pid = supervisor()
    {:ok, slow} = DynamicSupervisor.start_child(pid, trapping(:slow, :stay, shutdown: 20))
    {:ok, none} = DynamicSupervisor.start_child(pid, trapping(:none, :end, shutdown: :brutal_kill))
    started(:slow)
    started(:none)
    refs = [watch(slow), watch(none)]
    log.(DynamicSupervisor.stop(pid))
    log.(Enum.map(refs, &reason_of/1))

    receive do
      {:EXIT, ^pid, reason} -> log.(reason)
    end

    log.(drain())
  end

  scenario "69. all children are told at once, not one after another", log do
    pid = supervisor()

    for name <- [:a, :b, :c] do
      {:ok, _} = DynamicSupervisor.start_child(pid, trapping(name, :stay, shutdown: 200))
      started(name)
    end

    before = System.monotonic_time(:millisecond)
    DynamicSupervisor.stop(pid)
    log.(System.monotonic_time(:millisecond) - before < 400)
    told = for {:told, name, reason} <- drain(), do: [name, reason]
    log.(Enum.sort(told))
  end

  scenario "77. exit signals of others are ignored, those of the parent end it", log do
    me = self()

    parent =
      spawn(fn ->
        {:ok, pid} = DynamicSupervisor.start_link(strategy: :one_for_one)
        {:ok, _} = DynamicSupervisor.start_child(pid, %{id: 1, start: {__MODULE__, :start_trapping, [me, :a, :end]}})
        send(me, {:started, :supervisor, pid})

        receive do
          {:finish, reason} -> exit(reason)
        end
      end)

    pid = started(:supervisor)
    started(:a)
    Process.exit(pid, :oops)
    log.(count(pid))
    ref = watch(pid)
    finish(parent, :normal)
    log.(reason_of(ref))
    log.(drain())
  end

  scenario "77. a kill of the supervisor reaches its children as killed", log do
    pid = supervisor()
    {:ok, child} = DynamicSupervisor.start_child(pid, trapping(:a, :end, []))
    started(:a)
    ref = watch(child)
    log.(kill(pid))
    log.(reason_of(ref))
    log.(drain())
  end

  scenario "1.8 a stopped supervisor tells its children shutdown, whatever the reason", log do
    pid = supervisor()
    {:ok, _} = DynamicSupervisor.start_child(pid, trapping(:a, :end, []))
    started(:a)
    log.(DynamicSupervisor.stop(pid, {:shutdown, :now}))
    queued(2)
    log.(drain())
  end
end

Trace.run(DynamicSupervisors)
