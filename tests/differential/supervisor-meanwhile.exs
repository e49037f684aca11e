defmodule SupervisorMeanwhile do
  use Trace
  import SupervisorScenarios, only: [worker: 2, worker: 3, open: 1, open: 2, child_of: 2, shape: 1, kill: 1, finish_child: 3, wait_until: 1]

  # A child whose init waits until it is told to go on.
  def slow(log, id, more \\ %{}) do
    me = self()

    init = fn ->
      Process.flag(:trap_exit, true)
      send(me, {:in_init, self()})

      receive do
        :go -> {:ok, id}
      end
    end

    Map.merge(%{id: id, start: {GenServer, :start_link, [Told, %{log: log, init: init}]}}, more)
  end

  def in_init, do: receive(do: ({:in_init, pid} -> pid))

  # Opens a supervisor from a process of its own.
  def opening(specs, options \\ []) do
    me = self()

    spawn(fn ->
      {:ok, pid} = Supervisor.start_link(specs, [strategy: :one_for_one] ++ options)
      send(me, {:supervisor, pid})

      receive do
        {:finish, reason} -> exit(reason)
      end
    end)
  end

  def asking(fun) do
    me = self()
    spawn(fn -> send(me, {:answer, fun.()}) end)
  end

  def answer, do: receive(do: ({:answer, answer} -> answer))

  scenario "80. who asks a supervisor that starts a child waits", log do
    supervisor = open([worker(log, :a)])
    spec = slow(log, :b)
    asking(fn -> elem(Supervisor.start_child(supervisor, spec), 0) end)
    child = in_init()
    asking(fn -> length(Supervisor.which_children(supervisor)) end)
    Process.sleep(50)
    log.(drain())
    send(child, :go)
    log.(answer())
    log.(answer())
  end

  scenario "80. the end of the parent waits for the start that is under way", log do
    supervisor_parent = opening([worker(log, :a), slow(log, :b)])
    child = in_init()
    ref = watch(child)
    down = watch(supervisor_parent)
    Process.exit(supervisor_parent, :odd)
    log.(reason_of(down))
    Process.sleep(50)
    log.(Process.alive?(child))
    send(child, :go)
    log.(reason_of(ref))
    Process.sleep(50)
  end

  scenario "80. a supervisor that is killed while a child starts takes the others along", log do
    supervisor = open([worker(log, :a)])
    spec = slow(log, :b)
    asking(fn -> try do Supervisor.start_child(supervisor, spec) catch :exit, {reason, _} -> reason end end)
    child = in_init()
    refs = [watch(child), watch(child_of_now(supervisor))]
    Process.exit(supervisor, :kill)
    log.(answer())
    send(child, :go)
    for ref <- refs, do: log.(reason_of(ref))
  end

  # The supervisor is busy: its only other link is its first child.
  def child_of_now(supervisor) do
    {:links, links} = Process.info(supervisor, :links)
    Enum.min(links)
  end

  scenario "80. who has asked for a child and ends meanwhile, leaves it", log do
    supervisor = open([])
    spec = slow(log, :a)
    asker = asking(fn -> Supervisor.start_child(supervisor, spec) end)
    child = in_init()
    log.(kill(asker))
    send(child, :go)
    log.(shape(supervisor))
    log.(child_of(supervisor, :a) == child)
  end

  scenario "80. a sibling that fails while a child starts is restarted afterwards", log do
    supervisor = open([worker(log, :a)])
    first = child_of(supervisor, :a)
    spec = slow(log, :b)
    asking(fn -> elem(Supervisor.start_child(supervisor, spec), 0) end)
    child = in_init()
    log.(kill(first))
    send(child, :go)
    log.(answer())
    log.(shape(supervisor))
    log.(child_of(supervisor, :a) != first)
  end

  scenario "71. a child that ends as soon as it has started", log do
    for {restart, reason} <- [transient: :normal, temporary: :odd, transient: :odd] do
      start = fn -> {:ok, spawn_link(fn -> exit(reason) end)} end
      supervisor = open([worker(log, :a), %{id: :b, restart: restart, start: {:erlang, :apply, [start, []]}}], max_restarts: 2)
      ref = watch(supervisor)

      if {restart, reason} == {:transient, :odd} do
        log.(reason_of(ref))
      else
        Process.sleep(50)
        log.(shape(supervisor))
      end
    end
  end

  scenario "72. a temporary child that fails in the middle disturbs neither those before nor those after", log do
    for strategy <- [:rest_for_one, :one_for_all] do
      supervisor = open([worker(log, :a), worker(log, :b, %{restart: :temporary}), worker(log, :c)], strategy: strategy, max_restarts: 0)
      finish_child(supervisor, :b, :odd)
      log.(shape(supervisor))
    end
  end

  scenario "75. giving up goes up the tree", log do
    inner = fn -> Supervisor.start_link([worker(log, :leaf)], strategy: :one_for_one, max_restarts: 1) end
    outer = open([worker(log, :a), %{id: :inner, type: :supervisor, start: {:erlang, :apply, [inner, []]}}], max_restarts: 1)
    ref = watch(outer)

    reasons =
      for _ <- 1..4 do
        wait_until(fn -> is_pid(child_of(outer, :inner)) and Process.alive?(child_of(outer, :inner)) end)
        reason = kill(child_of(child_of(outer, :inner), :leaf))
        Process.sleep(50)
        reason
      end

    log.(reasons)
    log.(reason_of(ref))
  end

  scenario "81. a supervisor whose name is taken starts no child", log do
    {:ok, pid} = Supervisor.start_link([worker(log, :a)], strategy: :one_for_one, name: :the_tree)
    {:error, {:already_started, holder}} = Supervisor.start_link([worker(log, :b)], strategy: :one_for_one, name: :the_tree)
    log.(holder == pid)
    log.(shape(:the_tree))
    Supervisor.stop(:the_tree)
    log.(Process.whereis(:the_tree))
  end
end

Trace.run(SupervisorMeanwhile)
