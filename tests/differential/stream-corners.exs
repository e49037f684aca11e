defmodule StreamCorners do
  use Trace
  import Tasks, only: [inputs: 1]

  # What an enumeration comes to: its results, or why it ended.
  def outcome(fun) do
    {:value, fun.()}
  rescue
    _ -> :raised
  catch
    :exit, {reason, {Task.Supervised, :stream, _}} -> {:exited, reason}
  end

  def left do
    {:links, links} = Process.info(self(), :links)
    {:monitors, monitors} = Process.info(self(), :monitors)
    [drain(), links, monitors]
  end

  def forever, do: Process.sleep(:infinity)

  # A body that ends as its input says.
  def ending(:value), do: 1
  def ending({:exit, reason}), do: exit(reason)
  def ending(:killed), do: Process.exit(self(), :kill)
  def ending(:raise), do: raise("boom")
  def ending(:throw), do: throw(:ball)

  scenario "65. every way to end, in a caller that traps", log do
    Process.flag(:trap_exit, true)
    inputs = [:value, {:exit, :normal}, {:exit, :shutdown}, {:exit, {:shutdown, :x}}, {:exit, :odd}, :killed, :raise, :throw, :value]
    for zip <- [false, true], ordered <- [true, false] do
      log.(Enum.to_list(Task.async_stream(inputs, &ending/1, max_concurrency: 1, zip_input_on_exit: zip, ordered: ordered)))
    end

    log.(left())
  end

  scenario "65. every way to end, in a caller that does not trap", log do
    for input <- [:value, {:exit, :normal}, {:exit, :shutdown}, {:exit, {:shutdown, :x}}, :killed, :raise, :throw] do
      {_, ref} = spawn_monitor(fn -> log.(Enum.to_list(Task.async_stream([input], &ending/1))) end)
      log.([:ended, reason_of(ref)])
    end
  end

  scenario "66. without time left: killed, zipped, ordered or not, the slots go on", log do
    body = fn n -> if rem(n, 2) == 0, do: forever(), else: n end
    for ordered <- [true, false], zip <- [true, false] do
      stream = Task.async_stream(1..5, body, timeout: 50, on_timeout: :kill_task, ordered: ordered, zip_input_on_exit: zip, max_concurrency: 1)
      log.(Enum.to_list(stream))
    end

    log.(left())
  end

  scenario "66. without time left the stream ends, its tasks too, whether or not the caller traps", log do
    for trap <- [false, true] do
      Process.flag(:trap_exit, trap)
      me = self()

      body = fn _ ->
        Process.flag(:trap_exit, true)
        send(me, {:task, self()})
        forever()
      end

      log.(outcome(fn -> Enum.to_list(Task.async_stream(inputs(fn _ -> :ok end), body, timeout: 50, max_concurrency: 2)) end))
      pids = for {:task, pid} <- drain(), do: pid
      log.(Enum.map(pids, &Process.alive?/1))
    end

    # The process in between, with its link, is left by Elixir 1.14.
    log.(drain())
  end

  scenario "63. the tasks are gone when the input is closed, and trapping does not help them", log do
    me = self()

    body = fn
      0 ->
        Process.sleep(100) && :first

      _ ->
        Process.flag(:trap_exit, true)
        send(me, {:task, self()})
        forever()
    end

    items =
      Stream.resource(
        fn -> 0 end,
        fn n -> {[n], n + 1} end,
        fn _ ->
          pids = for {:task, pid} <- drain(), do: pid
          log.([:closed, length(pids), Enum.any?(pids, &Process.alive?/1)])
        end
      )

    log.(Enum.take(Task.async_stream(items, body, max_concurrency: 3), 1))
    log.(left())
  end

  scenario "64. a consumer that raises: the tasks end, the input is closed, the same error comes", log do
    stream = Task.async_stream(inputs(log), fn n -> if n == 0, do: 0, else: forever() end, max_concurrency: 2)
    log.(outcome(fn -> Enum.each(stream, fn _ -> raise "enough" end) end))
    log.(left())
  end

  scenario "60. never more tasks than places, whatever they do", log do
    {:ok, agent} = Agent.start_link(fn -> {0, 0} end)

    body = fn n ->
      Agent.update(agent, fn {now, most} -> {now + 1, max(most, now + 1)} end)
      if rem(n, 3) == 0, do: Process.sleep(2)
      Agent.update(agent, fn {now, most} -> {now - 1, most} end)
      n
    end

    log.(Enum.count(Task.async_stream(1..20, body, max_concurrency: 4)))
    log.(elem(Agent.get(agent, & &1), 1) <= 4)
  end

  scenario "62. a slow head does not hold the others up", log do
    me = self()

    body = fn n ->
      if n == 1, do: receive(do: (:go -> :ok)), else: send(me, {:ran, n})
      n
    end

    {_, ref} =
      spawn_monitor(fn ->
        head = fn
          1 -> send(me, {:head, self()}) && body.(1)
          n -> body.(n)
        end

        log.(Enum.map(Task.async_stream(1..6, head, max_concurrency: 2), &elem(&1, 1)))
      end)

    head = receive(do: ({:head, pid} -> pid))
    for n <- 2..6, do: receive(do: ({:ran, ^n} -> log.([:ran, n])))
    send(head, :go)
    log.(reason_of(ref))
  end

  # A body that says which task it is, and waits until it is told to go.
  def asking(me) do
    fn n ->
      send(me, {:task, n, self()})
      receive(do: (:go -> n))
    end
  end

  def task(n), do: receive(do: ({:task, ^n, pid} -> pid))

  # Takes all results, each of which it tells to another process. After `rest` it rests until that lets it go on.
  def taking(stream, log, me, rest \\ nil) do
    Enum.each(stream, fn {:ok, n} ->
      log.([:took, n])
      send(me, {:took, n})
      if n == rest, do: receive(do: (:go -> :ok))
    end)
  end

  def took(n), do: receive(do: ({:took, ^n} -> :ok))

  def pulled(items, log), do: Stream.each(items, &log.([:pulled, &1]))

  scenario "62. what is ready behind a slow head goes out before more is pulled", log do
    me = self()
    body = fn n -> if n in [0, 4, 7, 8, 9], do: asking(me).(n), else: n end
    {_, ref} = spawn_monitor(fn -> taking(Task.async_stream(pulled(0..9, log), body, max_concurrency: 3), log, me) end)
    [zero, four, seven] = Enum.map([0, 4, 7], &task/1)
    send(zero, :go)
    eight = task(8)
    send(four, :go)
    for pid <- [seven, eight, task(9)], do: send(pid, :go)
    log.(reason_of(ref))
  end

  scenario "61. of two tasks that end while the consumer rests, each result goes out before the place of the next is filled", log do
    for ordered <- [true, false] do
      me = self()
      {owner, ref} = spawn_monitor(fn -> taking(Task.async_stream(pulled(0..3, log), asking(me), max_concurrency: 2, ordered: ordered), log, me, 0) end)
      [zero, one] = Enum.map([0, 1], &task/1)
      send(zero, :go)
      took(0)
      down = watch(one)
      send(one, :go)
      log.(reason_of(down))
      Process.sleep(10)
      send(owner, :go)
      for n <- [2, 3], do: send(task(n), :go) && took(n)
      log.(reason_of(ref))
    end
  end

  scenario "67. a time-out comes after the results that came before it, and the other tasks run on until then", log do
    for ordered <- [true, false] do
      me = self()

      {owner, ref} =
        spawn_monitor(fn ->
          stream = Task.async_stream(0..4, asking(me), max_concurrency: 4, timeout: 200, ordered: ordered)
          log.(outcome(fn -> taking(stream, log, me, 1) end))
        end)

      [zero, one, two, three] = Enum.map(0..3, &task/1)
      Process.sleep(100)
      send(zero, :go)
      four = task(4)
      send(one, :go)
      took(1)
      downs = Enum.map([two, three], &watch/1)
      send(two, :go)
      log.(Enum.map(downs, &reason_of/1))
      Process.sleep(10)
      log.(Process.alive?(four))
      send(owner, :go)
      log.(reason_of(ref))
    end
  end

  scenario "61. a stream of nothing, of a single one, and of fewer than there are places", log do
    for items <- [[], [1], [1, 2]], do: log.(Enum.to_list(Task.async_stream(items, & &1, max_concurrency: 5)))
    log.(left())
  end

  scenario "65. a caller that is told to end from outside takes its tasks along", log do
    me = self()

    for reason <- [:odd, :kill, :shutdown] do
      {owner, ref} =
        spawn_monitor(fn ->
          Enum.to_list(Task.async_stream([1], fn _ -> send(me, {:task, self()}) && forever() end))
        end)

      task = receive(do: ({:task, pid} -> pid))
      down = watch(task)
      Process.exit(owner, reason)
      log.(reason_of(ref))
      log.(reason_of(down))
    end
  end

  scenario "68. the body sees its enumerating process as its caller", log do
    me = self()
    log.(Enum.to_list(Task.async_stream([1], fn _ -> Process.get(:"$callers") == [me] end)))
  end

  scenario "67. a stream in a stream", log do
    inner = fn n -> Enum.map(Task.async_stream([n, n * 10], &(&1 + 1)), &elem(&1, 1)) end
    log.(Enum.to_list(Task.async_stream([1, 2], inner)))
    log.(left())
  end

  scenario "65. a task of a nolink stream that its supervisor ends, and one whose supervisor ends", log do
    {:ok, supervisor} = Task.Supervisor.start_link()
    Process.unlink(supervisor)
    me = self()
    body = fn _ -> send(me, {:task, self()}) && forever() end

    {_, ref} =
      spawn_monitor(fn ->
        log.(outcome(fn -> Enum.to_list(Task.Supervisor.async_stream_nolink(supervisor, [1, 2], body, max_concurrency: 2, ordered: true)) end))
        log.(left())
      end)

    [one, _] = for _ <- 1..2, do: receive(do: ({:task, pid} -> pid))
    log.(Task.Supervisor.terminate_child(supervisor, one))
    Supervisor.stop(supervisor)
    log.(reason_of(ref))
  end

  scenario "65. a linked stream whose supervisor is stopped ends its caller with the tasks' reason", log do
    {:ok, supervisor} = Task.Supervisor.start_link()
    Process.unlink(supervisor)
    me = self()
    body = fn _ -> send(me, {:task, self()}) && forever() end
    {_, ref} = spawn_monitor(fn -> Enum.to_list(Task.Supervisor.async_stream(supervisor, [1], body)) end)
    receive(do: ({:task, _} -> :ok))
    Supervisor.stop(supervisor)
    log.(reason_of(ref))
  end
end

Trace.run(StreamCorners)
