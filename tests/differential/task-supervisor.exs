defmodule TaskSupervisors do
  use Trace

  # What an await comes to: its value, or why it exited.
  defp outcome(fun) do
    {:value, fun.()}
  catch
    :exit, {reason, {module, _, _}} when module in [Task, Task.Supervised] -> {:exited, reason}
  end

  defp supervisor(options \\ []) do
    {:ok, pid} = Task.Supervisor.start_link(options)
    pid
  end

  # Whether a process is alive once those who end with others had the time to.
  defp alive_soon(pid) do
    Process.sleep(5)
    Process.alive?(pid)
  end

  defp forever, do: Process.sleep(:infinity)

  defp odd_exits(n), do: if(rem(n, 2) == 1, do: exit(:odd), else: n)

  scenario "1.4 async gives a task that is a child, awaited like another", log do
    pid = supervisor()
    task = Task.Supervisor.async(pid, fn -> receive(do: (:go -> 42)) end)
    log.(Task.Supervisor.children(pid) == [task.pid])
    send(task.pid, :go)
    log.(Task.await(task))
    Process.sleep(2)
    log.(Task.Supervisor.children(pid))
    log.(drain())
  end

  scenario "58. a task works for its callers, under its supervisor", log do
    pid = supervisor()
    me = self()

    task =
      Task.Supervisor.async(pid, fn ->
        outer = self()
        inner = Task.Supervisor.async_nolink(pid, fn -> {Process.get(:"$callers"), hd(Process.get(:"$ancestors"))} end)
        {callers, parent} = Task.await(inner)
        [callers == [outer, me], parent == pid]
      end)

    log.(Task.await(task))
  end

  scenario "52. a task that fails ends its owner, one without a link does not", log do
    pid = supervisor()

    {_, ref} =
      spawn_monitor(fn ->
        Task.Supervisor.async(pid, fn -> exit(:boom) end)
        forever()
      end)

    log.(reason_of(ref))
    task = Task.Supervisor.async_nolink(pid, fn -> exit(:boom) end)
    log.(outcome(fn -> Task.await(task) end))
    log.(Task.yield(Task.Supervisor.async_nolink(pid, fn -> exit(:boom) end)))
    log.(drain())
  end

  scenario "1.4 a task ends with its owner, one without a link goes on", log do
    pid = supervisor()

    for function <- [:async, :async_nolink] do
      me = self()

      {owner, ref} =
        spawn_monitor(fn ->
          task = apply(Task.Supervisor, function, [pid, fn -> forever() end])
          send(me, {:task, task.pid})
          forever()
        end)

      task = receive(do: ({:task, task} -> task))
      Process.exit(owner, :bye)
      reason_of(ref)
      log.(alive_soon(task))
    end
  end

  scenario "59. a task is not restarted when it fails", log do
    pid = supervisor()
    log.(Task.yield(Task.Supervisor.async_nolink(pid, fn -> log.(:ran) && exit(:boom) end)))
    Process.sleep(2)
    log.(Task.Supervisor.children(pid))
  end

  scenario "1.4 startChild restarts a transient task after failures only", log do
    pid = supervisor()
    counter = :counters.new(2, [])

    {:ok, _} =
      Task.Supervisor.start_child(
        pid,
        fn ->
          :counters.add(counter, 1, 1)
          if :counters.get(counter, 1) < 3, do: exit(:boom), else: forever()
        end,
        restart: :transient
      )

    {:ok, _} = Task.Supervisor.start_child(pid, fn -> :counters.add(counter, 2, 1) end, restart: :transient)
    {:ok, _} = Task.Supervisor.start_child(pid, fn -> exit(:boom) end)
    Process.sleep(20)
    log.([:counters.get(counter, 1), :counters.get(counter, 2)])
    log.(length(Task.Supervisor.children(pid)))
  end

  scenario "1.4 terminateChild ends a task, and knows no other", log do
    pid = supervisor()
    task = Task.Supervisor.async_nolink(pid, fn -> forever() end)
    log.(Task.Supervisor.terminate_child(pid, task.pid))
    log.(Task.yield(task))
    log.(Task.Supervisor.terminate_child(pid, task.pid))
    log.(Task.Supervisor.terminate_child(pid, self()))
  end

  scenario "1.4 a supervisor with as many tasks as it may takes no more until one ends", log do
    pid = supervisor(max_children: 1)
    task = Task.Supervisor.async(pid, fn -> receive(do: (:go -> :went)) end)
    log.(attempt(fn -> Task.Supervisor.async(pid, fn -> 1 end) end))
    log.(attempt(fn -> Task.Supervisor.async_nolink(pid, fn -> 1 end) end))
    log.(Task.Supervisor.start_child(pid, fn -> 1 end))
    send(task.pid, :go)
    log.(Task.await(task))
    Process.sleep(2)
    log.(Task.await(Task.Supervisor.async(pid, fn -> 2 end)))
    log.(drain())
  end

  scenario "69. the end of a supervisor is the end of its tasks, each as its shutdown says", log do
    Process.flag(:trap_exit, true)
    pid = supervisor()
    me = self()

    trapping = fn name ->
      Process.flag(:trap_exit, true)
      send(me, {:ready, name})

      receive do
        {:EXIT, _, reason} -> send(me, {:told, name, reason})
      end

      forever()
    end

    tasks = [
      Task.Supervisor.async_nolink(pid, fn -> trapping.(:slow) end, shutdown: 20),
      Task.Supervisor.async_nolink(pid, fn -> trapping.(:killed) end, shutdown: :brutal_kill),
      Task.Supervisor.async_nolink(pid, fn -> forever() end)
    ]

    queued(2)
    drain()
    Supervisor.stop(pid)
    log.(Enum.map(tasks, fn task -> Task.yield(task) end))
    log.(for {:told, name, reason} <- drain(), do: [name, reason])
  end

  scenario "65. a stream without links makes results of failures, and leaves the mailbox clean", log do
    pid = supervisor()
    log.(Enum.to_list(Task.Supervisor.async_stream_nolink(pid, [1, 2, 3], &odd_exits/1)))
    log.(Enum.to_list(Task.Supervisor.async_stream_nolink(pid, [1, 2], &odd_exits/1, zip_input_on_exit: true)))
    Process.sleep(2)
    log.(Task.Supervisor.children(pid))
    log.(drain())
  end

  scenario "65. a stream with links ends a caller that does not trap exits", log do
    pid = supervisor()
    {_, ref} = spawn_monitor(fn -> Enum.to_list(Task.Supervisor.async_stream(pid, [1, 2], &odd_exits/1)) end)
    log.(reason_of(ref))
    Process.flag(:trap_exit, true)
    log.(Enum.to_list(Task.Supervisor.async_stream(pid, [1, 2], &odd_exits/1)))
    log.(drain())
  end

  scenario "63. a stream that finds its supervisor full is closed, and fails", log do
    pid = supervisor(max_children: 2)
    body = fn _ -> forever() end
    log.(attempt(fn -> Enum.to_list(Task.Supervisor.async_stream_nolink(pid, 1..9, body, max_concurrency: 3)) end))
    Process.sleep(2)
    log.(Task.Supervisor.children(pid))
    log.(drain())
  end

  scenario "63. the tasks of a stream end with the process that enumerates, those without links go on", log do
    pid = supervisor()

    for function <- [:async_stream, :async_stream_nolink] do
      {owner, ref} =
        spawn_monitor(fn -> Enum.to_list(apply(Task.Supervisor, function, [pid, [1, 2], fn _ -> forever() end, [max_concurrency: 2]])) end)

      Process.sleep(5)
      log.(length(Task.Supervisor.children(pid)))
      Process.exit(owner, :bye)
      log.(reason_of(ref))
      Process.sleep(5)
      log.(length(Task.Supervisor.children(pid)))
    end
  end

  scenario "66. a task of a stream without time left is killed, and the stream goes on", log do
    pid = supervisor()
    body = fn n -> if n == 2, do: forever(), else: n end
    log.(Enum.to_list(Task.Supervisor.async_stream_nolink(pid, [1, 2, 3], body, timeout: 20, on_timeout: :kill_task)))
    log.(outcome(fn -> Enum.to_list(Task.Supervisor.async_stream_nolink(pid, [1, 2, 3], body, timeout: 20)) end))
    log.(drain())
  end
end

Trace.run(TaskSupervisors)
