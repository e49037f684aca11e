defmodule TaskCorners do
  use Trace
  import Tasks, only: [outcome: 1, asked: 0, ended: 1, stubborn: 0]

  # A task that has ended by itself, of which nobody has taken anything.
  def finished(fun) do
    task = Task.async(fun)
    ended(task.pid)
    task
  end

  def alive?(task), do: Process.alive?(task.pid)
  def links, do: elem(Process.info(self(), :links), 1)
  def monitors, do: elem(Process.info(self(), :monitors), 1)
  # EXITs come from processes in any order.
  def exits, do: Enum.map(drain(), fn {:EXIT, _, reason} -> [:EXIT, reason]; _ -> :other end)

  scenario "56. shutdown after an await that gave up still waits for the end", log do
    for {make, how} <- [{&asked/0, 5000}, {&asked/0, :brutal_kill}, {&asked/0, :infinity}, {&stubborn/0, 5}, {&stubborn/0, :brutal_kill}] do
      task = make.()
      log.(outcome(fn -> Task.await(task, 0) end))
      log.(Task.shutdown(task, how))
      log.(alive?(task))
      log.(drain())
      log.(links())
    end
  end

  scenario "56. shutdown after ignore, and after await_many that gave up", log do
    task = asked()
    log.(Task.ignore(task))
    log.(Task.shutdown(task))
    log.(alive?(task))
    [one, other] = [asked(), stubborn()]
    log.(outcome(fn -> Task.await_many([one, other], 0) end))
    log.(Task.shutdown(one))
    log.(Task.shutdown(other, 5))
    log.([alive?(one), alive?(other)])
    log.(drain())
  end

  scenario "56. shutdown after an await that gave up, of a task that then returned", log do
    task = asked()
    log.(outcome(fn -> Task.await(task, 0) end))
    send(task.pid, {:return, 1})
    ended(task.pid)
    log.(Task.shutdown(task))
    log.(drain())
  end

  scenario "56. shutdown of a task that has ended, by its reason, asked in both ways", log do
    Process.flag(:trap_exit, true)

    for reason <- [:normal, :shutdown, {:shutdown, :x}, :killed, :odd], how <- [5000, :brutal_kill] do
      log.([reason, how, Task.shutdown(finished(fn -> exit(reason) end), how)])
      log.(exits())
    end

    log.(Task.shutdown(finished(fn -> 1 end), :brutal_kill))
    log.(exits())
  end

  scenario "56. shutdown of a trapping task, by the reason with which it then ends", log do
    for ending <- [fn -> exit(:normal) end, fn -> exit(:shutdown) end, fn -> exit({:shutdown, :x}) end, fn -> exit(:odd) end, fn -> :value end] do
      parent = self()

      task =
        Task.async(fn ->
          Process.flag(:trap_exit, true)
          send(parent, :trapping)
          receive(do: ({:EXIT, _, reason} -> send(parent, {:got, reason})))
          ending.()
        end)

      receive(do: (:trapping -> :ok))
      log.(Task.shutdown(task))
      log.(drain())
    end
  end

  scenario "56. shutdown with no time kills what traps, and takes a yielded task as gone", log do
    task = stubborn()
    log.(Task.shutdown(task, 0))
    log.(alive?(task))
    task = asked()
    send(task.pid, {:return, 1})
    log.(Task.yield(task))
    log.(Task.shutdown(task))
    log.(Task.yield(task, 0))
    log.(drain())
  end

  scenario "56. shutdown twice", log do
    task = asked()
    log.(Task.shutdown(task))
    log.(Task.shutdown(task))
    log.(Task.shutdown(task, :brutal_kill))
    log.(outcome(fn -> Task.await(task, 0) end))
    log.(drain())
  end

  scenario "52. a shutdown of a failing task does not end the owner, nor does one that was unlinked by ignore", log do
    task = asked()
    log.(Task.shutdown(task, :brutal_kill))
    ignored = asked()
    Task.ignore(ignored)
    Process.exit(ignored.pid, :odd)
    ended(ignored.pid)
    log.(:lives)
  end

  scenario "53. await of a killed task, of one that raises, of one that throws", log do
    Process.flag(:trap_exit, true)
    task = asked()
    Process.exit(task.pid, :kill)
    log.(outcome(fn -> Task.await(task) end))
    log.(outcome(fn -> Task.await(Task.async(fn -> raise "boom" end)) end))
    log.(outcome(fn -> Task.await(Task.async(fn -> throw(:ball) end)) end))
    queued(3)
    log.(length(drain()))
  end

  scenario "54. await without time finds what is there", log do
    log.(outcome(fn -> Task.await(finished(fn -> 1 end), 0) end))
    log.(outcome(fn -> Task.await(finished(fn -> exit(:normal) end), 0) end))
    log.(outcome(fn -> Task.await(Task.completed(2), 0) end))
    task = Task.completed(3)
    Task.await(task)
    log.(outcome(fn -> Task.await(task, 0) end))
    log.(drain())
    log.(monitors())
  end

  scenario "54. await_many without time finds what is there, and drops what is not", log do
    tasks = [finished(fn -> 1 end), finished(fn -> 2 end)]
    log.(outcome(fn -> Task.await_many(tasks, 0) end))
    [done, late] = [finished(fn -> 1 end), asked()]
    log.(outcome(fn -> Task.await_many([done, late], 0) end))
    send(late.pid, {:return, 2})
    ended(late.pid)
    log.(drain())
    log.(monitors())
  end

  scenario "56. yield without a result, then the end, then nothing", log do
    task = asked()
    log.(Task.yield(task, 0))
    log.(Task.yield(task, 1))
    send(task.pid, {:return, nil})
    log.(Task.yield(task))
    log.(Task.yield(task, 0))
    log.(drain())
    log.(monitors())
  end

  scenario "57. yield of what has failed, in each way", log do
    Process.flag(:trap_exit, true)

    for fun <- [fn -> exit(:odd) end, fn -> exit({:shutdown, 1}) end, fn -> raise "boom" end, fn -> throw(:ball) end] do
      log.(Task.yield(finished(fun), 0))
      drain()
    end
  end

  scenario "1.3 yield_many of tasks that failed, and of one that is there twice", log do
    Process.flag(:trap_exit, true)
    done = finished(fn -> 1 end)
    failed = finished(fn -> exit(:odd) end)
    late = asked()
    log.(Enum.map(Task.yield_many([failed, late, done, late], 0), &elem(&1, 1)))
    log.(Enum.map(Task.yield_many([], 0), &elem(&1, 1)))
    log.(length(drain()))
    log.(Task.shutdown(late))
  end

  scenario "1.3 ignore: of a task that failed, and of one that is ignored again", log do
    Process.flag(:trap_exit, true)
    log.(Task.ignore(finished(fn -> exit(:odd) end)))
    log.(length(drain()))
    task = asked()
    log.(Task.ignore(task))
    log.(Task.ignore(task))
    log.(outcome(fn -> Task.await(task, 0) end))
    log.(Process.alive?(task.pid))
    log.(links())
    log.(monitors())
  end

  scenario "58. the end of an owner: its tasks end with the same reason, those that trap are told", log do
    me = self()

    owner =
      spawn(fn ->
        task = asked()

        trapping =
          Task.async(fn ->
            Process.flag(:trap_exit, true)
            send(me, :trapping)
            receive(do: ({:EXIT, _, reason} -> send(me, {:told, reason})))
          end)

        send(me, {:tasks, task.pid, trapping.pid})
        receive(do: ({:finish, reason} -> exit(reason)))
      end)

    receive(do: (:trapping -> :ok))
    {task, trapping} = receive(do: ({:tasks, task, trapping} -> {task, trapping}))
    [one, other] = [watch(task), watch(trapping)]
    finish(owner, :odd)
    log.(reason_of(one))
    log.(receive(do: ({:told, reason} -> reason)))
    log.(reason_of(other))
  end

  scenario "58. an owner that returns leaves its tasks, whose replies go nowhere", log do
    me = self()
    {_, ref} = spawn_monitor(fn -> send(me, {:task, asked().pid}) end)
    task = receive(do: ({:task, pid} -> pid))
    log.(reason_of(ref))
    down = watch(task)
    send(task, {:return, 1})
    log.(reason_of(down))
  end

  scenario "1.3 start and start_link: their end, and that nothing is sent", log do
    Process.flag(:trap_exit, true)
    {:ok, started} = Task.start(fn -> exit(:odd) end)
    reason_of(Process.monitor(started))

    for fun <- [fn -> exit(:odd) end, fn -> :value end] do
      {:ok, _} = Task.start_link(fun)
      queued(1)
      log.(exits())
    end
  end

  scenario "55. what a task leaves that is not awaited: the reply, the DOWN, the EXIT", log do
    Process.flag(:trap_exit, true)
    finished(fn -> 1 end)
    queued(3)
    log.(Enum.map(drain(), fn {:EXIT, _, reason} -> [:EXIT, reason]; {:DOWN, _, _, _, reason} -> [:DOWN, reason]; {_, value} -> [:reply, value] end))
    finished(fn -> exit(:odd) end)
    queued(2)
    log.(Enum.map(drain(), fn {:EXIT, _, reason} -> [:EXIT, reason]; {:DOWN, _, _, _, reason} -> [:DOWN, reason]; {_, value} -> [:reply, value] end))
  end
end

Trace.run(TaskCorners)
