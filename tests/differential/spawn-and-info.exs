defmodule SpawnAndInfo do
  use Trace

  scenario "88. the message queue length counts unread messages, those that were skipped included", log do
    parent = self()

    pid =
      spawn(fn ->
        receive do: (:marker -> send(parent, :skipped))
        receive do: ({:finish, reason} -> exit(reason))
      end)

    for message <- [1, 2, 3, :marker], do: send(pid, message)
    receive do: (:skipped -> :ok)
    log.(queue_length(pid))
    for message <- [4, 5], do: send(pid, message)
    log.(queue_length(pid))
  end

  scenario "88. the message queue length counts EXIT and DOWN messages", log do
    Process.flag(:trap_exit, true)
    Process.spawn(fn -> exit(:over) end, [:link, :monitor])
    queued(2)
    log.(queue_length(self()))
    drain()
    log.(queue_length(self()))
  end

  scenario "§1.1 spawn gives a process with an empty mailbox, no links and no monitors", log do
    {_, ref} =
      spawn_monitor(fn ->
        info = Process.info(self())
        exit([info[:message_queue_len], info[:links], elem(Process.info(self(), :monitors), 1)])
      end)

    log.(reason_of(ref))
  end

  scenario "§1.1 spawn returns before the child has run, and a message sent at once arrives", log do
    parent = self()
    pid = spawn(fn -> receive do: (message -> send(parent, {:got, message})) end)
    send(pid, :at_once)
    receive do: (message -> log.(message))
  end

  scenario "§1.1 a child that crashes does not disturb the one that spawned it", log do
    {pid, ref} = spawn_monitor(fn -> raise "boom" end)
    log.([reason_of(ref), Process.alive?(pid), drain()])
  end

  scenario "§1.1 make_ref is unique, and equal to itself", log do
    [a, b] = [make_ref(), make_ref()]
    log.([a == a, a == b, is_reference(a), is_pid(a), is_pid(self()), is_reference(self())])
  end

  scenario "§1.1 a pid and a reference in a message arrive as the same", log do
    ref = make_ref()
    send(self(), {self(), ref, %{nested: [self(), ref]}})
    receive do: ({pid, same, %{nested: nested}} -> log.([pid == self(), same == ref, nested == [self(), ref]]))
  end

  scenario "§1.2 spawn with link and monitor gives a pid and a reference", log do
    Process.flag(:trap_exit, true)
    {pid, ref} = Process.spawn(fn -> exit(:over) end, [:link, :monitor])
    log.([is_pid(pid), is_reference(ref)])
    queued(2)
    log.(length(drain()))
  end

  scenario "§1.2 spawn with link gives a pid, and spawn with nothing too", log do
    Process.flag(:trap_exit, true)
    log.(is_pid(Process.spawn(fn -> exit(:over) end, [:link])))
    receive do: (message -> log.(message))
    log.(is_pid(Process.spawn(fn -> exit(:over) end, [])))
  end

  scenario "§1.2 alive? is true for oneself, and false for a process that has ended", log do
    log.([Process.alive?(self()), Process.alive?(waiting()), Process.alive?(dead())])
  end

  scenario "§1.2 flag returns the old value", log do
    log.([Process.flag(:trap_exit, true), Process.flag(:trap_exit, true), Process.flag(:trap_exit, false)])
    log.([Process.flag(:priority, :high), Process.flag(:priority, :normal)])
  end

  scenario "§1.2 info shows whether the process traps exits, and its priority", log do
    log.(Process.info(self(), [:trap_exit, :priority]) |> Keyword.values())
    Process.flag(:trap_exit, true)
    Process.flag(:priority, :low)
    log.(Process.info(self(), [:trap_exit, :priority]) |> Keyword.values())
  end

  scenario "§1.2 info of a dead process is nothing", log do
    log.(Process.info(dead()))
  end

  scenario "§1.2 info shows the status: running for oneself, waiting in a receive", log do
    parent = self()

    pid =
      spawn(fn ->
        send(parent, :up)
        receive do: ({:finish, reason} -> exit(reason))
      end)

    receive do: (:up -> until_waiting(pid))
    log.([Process.info(self(), :status), Process.info(pid, :status)] |> Keyword.values())
  end

  scenario "§1.2 info shows links on both sides", log do
    peer = waiting()
    Process.link(peer)
    log.([elem(Process.info(self(), :links), 1) == [peer], elem(Process.info(peer, :links), 1) == [self()]])
    Process.unlink(peer)
    log.([elem(Process.info(self(), :links), 1), elem(Process.info(peer, :links), 1)])
  end

  scenario "§1.2 info shows the parent", log do
    parent = self()
    pid = waiting()
    log.(Process.info(pid, :parent) == {:parent, parent})
  end

  scenario "§1.2 list holds the processes that are alive", log do
    [alive, ended] = [waiting(), dead()]
    log.([self() in Process.list(), alive in Process.list(), ended in Process.list()])
  end

  defp queue_length(pid), do: Process.info(pid, :message_queue_len) |> elem(1)

  defp until_waiting(pid) do
    if Process.info(pid, :status) != {:status, :waiting}, do: until_waiting(pid)
  end
end

Trace.run(SpawnAndInfo)
