defmodule Tasks do
  use Trace

  # What an await comes to: its value, or why it exited.
  def outcome(fun) do
    {:value, fun.()}
  catch
    :exit, {reason, {module, _, _}} when module in [Task, Task.Supervised] -> {:exited, reason}
  end

  # A task that waits until it is told what to return.
  def asked do
    Task.async(fn ->
      receive do
        {:return, value} -> value
      end
    end)
  end

  # A task that no shutdown ends.
  def stubborn do
    parent = self()

    task =
      Task.async(fn ->
        Process.flag(:trap_exit, true)
        send(parent, :trapping)
        Process.sleep(:infinity)
      end)

    receive(do: (:trapping -> task))
  end

  def ended(pid) do
    ref = Process.monitor(pid)
    reason_of(ref)
  end

  # Inputs that log when they are pulled, and when they are closed.
  def inputs(log) do
    Stream.resource(
      fn -> 0 end,
      fn n ->
        log.({:pulled, n})
        {[n], n + 1}
      end,
      fn _ -> log.(:closed) end
    )
  end

  def first_returns(0), do: 0
  def first_returns(_), do: Process.sleep(:infinity)

  scenario "1.3 await takes the reply and its DOWN, and leaves the rest", log do
    send(self(), :before)
    task = Task.async(fn -> 42 end)
    ended(task.pid)
    send(self(), :after)
    log.(Task.await(task))
    log.(drain())
  end

  scenario "52. a failing task kills a non-trapping owner before it awaits, with the bare reason", log do
    Task.async(fn -> exit(:boom) end)
    Process.sleep(:infinity)
    log.(:unreached)
  end

  scenario "53. with a trapping owner await still exits, and the EXIT comes too", log do
    Process.flag(:trap_exit, true)
    task = Task.async(fn -> exit(:boom) end)
    log.(outcome(fn -> Task.await(task) end))
    queued(1)
    log.(drain())
  end

  scenario "53. with a trapping owner the EXIT of a task that succeeded stays", log do
    Process.flag(:trap_exit, true)
    task = Task.async(fn -> 1 end)
    log.(Task.await(task))
    queued(1)
    log.(drain())
  end

  scenario "54. a caught timeout of await leaves the task running, and its late reply is dropped", log do
    task = asked()
    log.(outcome(fn -> Task.await(task, 0) end))
    log.(Process.alive?(task.pid))
    send(task.pid, {:return, 1})
    ended(task.pid)
    log.(drain())
  end

  scenario "54. an await that exits also for the reason normal", log do
    log.(outcome(fn -> Task.await(Task.async(fn -> exit(:normal) end)) end))
  end

  scenario "54. the second await of a task times out", log do
    task = Task.async(fn -> 1 end)
    log.(Task.await(task))
    log.(outcome(fn -> Task.await(task, 0) end))
  end

  scenario "55. a task that is not awaited leaves its reply and its DOWN", log do
    Task.async(fn -> 42 end)
    queued(2)
    log.(drain())
  end

  scenario "56. a yield without a result keeps the task awaitable", log do
    task = asked()
    log.(Task.yield(task, 0))
    send(task.pid, {:return, 1})
    log.(Task.yield(task))
    log.(drain())
  end

  scenario "56. shutdown returns the value of a task that has finished meanwhile", log do
    task = Task.async(fn -> 1 end)
    ended(task.pid)
    log.(Task.shutdown(task))
    log.(drain())
  end

  scenario "56. shutdown returns the value with which a trapping task answers", log do
    parent = self()

    task =
      Task.async(fn ->
        Process.flag(:trap_exit, true)
        send(parent, :trapping)

        receive do
          {:EXIT, _, reason} -> {:got, reason}
        end
      end)

    receive do
      :trapping -> :ok
    end

    log.(Task.shutdown(task))
    log.(drain())
  end

  scenario "1.3 shutdown returns nothing for a task that ends as asked, and its reason else", log do
    Process.flag(:trap_exit, true)
    log.(Task.shutdown(asked()))
    log.(Task.shutdown(asked(), :brutal_kill))
    task = Task.async(fn -> exit(:boom) end)
    ended(task.pid)
    log.(Task.shutdown(task))
  end

  scenario "1.3 shutdown kills a task that does not end in time", log do
    task = stubborn()
    log.(Task.shutdown(task, 5))
    log.(drain())
  end

  scenario "1.3 shutdown of a task that was awaited is noproc", log do
    task = Task.async(fn -> 1 end)
    log.(Task.await(task))
    log.(Task.shutdown(task))
  end

  scenario "57. yield is an exit with normal for a task that exits before it replies", log do
    log.(Task.yield(Task.async(fn -> exit(:normal) end)))
  end

  scenario "58. the callers of a task are its caller and that one's callers", log do
    parent = self()

    task =
      Task.async(fn ->
        middle = self()
        inner = Task.await(Task.async(fn -> Process.get(:"$callers") end))
        {Process.get(:"$callers") == [parent], inner == [middle, parent]}
      end)

    log.(Task.await(task))
  end

  scenario "2.9 only the owner may await, yield, shut down or ignore", log do
    task = asked()

    for fun <- [&Task.await/1, &Task.yield/1, &Task.shutdown/1, &Task.ignore/1] do
      {_, ref} = spawn_monitor(fn -> log.(attempt(fn -> fun.(task) end)) end)
      log.(reason_of(ref))
    end

    Task.shutdown(task)
  end

  scenario "1.3 await_many gives the values in the order of the tasks", log do
    slow = asked()
    quick = Task.async(fn -> :quick end)
    ended(quick.pid)
    send(slow.pid, {:return, :slow})
    log.(Task.await_many([slow, quick]))
    log.(Task.await_many([]))
    log.(drain())
  end

  scenario "1.3 await_many exits with the first failure, and the others run on unheard", log do
    Process.flag(:trap_exit, true)
    waiting = asked()
    failing = Task.async(fn -> exit(:boom) end)
    log.(outcome(fn -> Task.await_many([waiting, failing]) end))
    log.(Process.alive?(waiting.pid))
    Process.unlink(waiting.pid)
    send(waiting.pid, {:return, 1})
    ended(waiting.pid)
    queued(1)
    log.(drain())
  end

  scenario "1.3 yield_many gives a result for each task in order", log do
    done = Task.async(fn -> 1 end)
    waiting = asked()
    left = Task.async(fn -> exit(:normal) end)
    ended(done.pid)
    ended(left.pid)
    log.(Enum.map(Task.yield_many([done, waiting, left], 0), &elem(&1, 1)))
    send(waiting.pid, {:return, 2})
    log.(Task.await(waiting))
    log.(drain())
  end

  scenario "1.3 ignore returns a result that is there, else nothing, and nothing comes later", log do
    Process.flag(:trap_exit, true)
    done = Task.async(fn -> 1 end)
    queued(3)
    log.(Task.ignore(done))
    log.(drain())
    waiting = asked()
    log.(Task.ignore(waiting))
    send(waiting.pid, {:return, 2})
    ended(waiting.pid)
    log.(drain())
  end

  scenario "1.3 completed is a task without a process", log do
    task = Task.completed(1)
    log.(task.pid)
    log.(Task.await(task))
    log.(drain())
  end

  scenario "61. taking one result with two places pulls two inputs, and 63. halting closes the input", log do
    log.(inputs(log) |> Task.async_stream(&first_returns/1, max_concurrency: 2) |> Enum.take(1))
    log.(drain())
    log.(elem(Process.info(self(), :links), 1))
    log.(elem(Process.info(self(), :monitors), 1))
  end

  scenario "62. results come in the order of the inputs, or as they come", log do
    body = fn
      :slow ->
        Process.register(self(), :slow_task)

        receive do
          :go -> :slow
        end

      :quick ->
        Process.sleep(1)
        send(:slow_task, :go)
        :quick
    end

    log.(Enum.to_list(Task.async_stream([:slow, :quick], body, max_concurrency: 2)))
  end

  scenario "64. an input that raises ends the stream with the same error", log do
    stream =
      Stream.map([1, 2, 3], fn
        3 -> raise "no more"
        n -> n
      end)

    log.(attempt(fn -> Enum.to_list(Task.async_stream(stream, fn _ -> Process.sleep(:infinity) end, max_concurrency: 5)) end))
    log.(drain())
    log.(elem(Process.info(self(), :links), 1))
  end

  scenario "65. a task's exit kills a caller that does not trap, with the bare reason", log do
    log.(:begun)
    Enum.to_list(Task.async_stream([1, 2], fn _ -> exit(:boom) end))
    log.(:unreached)
  end

  scenario "65. a trapping caller gets it as a result, and its mailbox stays clean", log do
    Process.flag(:trap_exit, true)
    body = fn n -> if n == 2, do: exit(:boom), else: n end
    log.(Enum.to_list(Task.async_stream([1, 2, 3], body)))
    log.(Enum.to_list(Task.async_stream([1, 2, 3], body, zip_input_on_exit: true)))
    log.(drain())
  end

  scenario "66. a task without time left ends the caller's stream, or is a result", log do
    body = fn n -> if n == 2, do: Process.sleep(:infinity), else: n end
    log.(Enum.to_list(Task.async_stream([1, 2, 3], body, timeout: 20, on_timeout: :kill_task)))
    log.(outcome(fn -> Enum.to_list(Task.async_stream([1, 2, 3], body, timeout: 20)) end))
    log.(drain())
  end

  scenario "68. enumerating twice runs twice", log do
    stream = Task.async_stream([1, 2], fn n -> log.({:ran, n}) && n end, max_concurrency: 1)
    log.(Enum.to_list(stream))
    log.(Enum.to_list(stream))
  end
end

Trace.run(Tasks)
