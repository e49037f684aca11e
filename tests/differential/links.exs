defmodule Links do
  use Trace

  scenario "12. a link is bidirectional: the linked process dies with the one that linked", log do
    parent = self()
    peer = waiting()
    ref = watch(peer)

    linker =
      spawn(fn ->
        Process.link(peer)
        send(parent, :linked)

        receive do
          {:finish, reason} -> exit(reason)
        end
      end)

    receive do
      :linked -> finish(linker, :over)
    end

    log.(reason_of(ref))
  end

  scenario "12. a link is bidirectional: the one that linked dies with the linked process", log do
    peer = waiting()

    {linker, ref} =
      spawn_monitor(fn ->
        Process.link(peer)
        finish(peer, :over)
        Process.sleep(:infinity)
      end)

    log.(reason_of(ref))
    log.(Process.alive?(linker))
  end

  scenario "12. linking is idempotent: two links of one pair make one EXIT", log do
    Process.flag(:trap_exit, true)
    peer = waiting()
    for _ <- 1..2, do: log.(Process.link(peer))
    {:links, links} = Process.info(self(), :links)
    log.(links == [peer])
    finish(peer, :over)

    receive do
      message -> log.(message)
    end

    log.(drain())
  end

  scenario "12. a single unlink removes the link, however often it was made", log do
    peer = waiting()
    ref = Process.monitor(peer)
    for _ <- 1..2, do: Process.link(peer)
    log.(Process.unlink(peer))
    log.(Process.info(self(), :links) |> elem(1))
    finish(peer, :over)
    log.(reason_of(ref))
  end

  scenario "12. an unlink from the other side removes the link too", log do
    parent = self()

    peer =
      spawn(fn ->
        receive do
          :linked -> Process.unlink(parent)
        end

        exit(:over)
      end)

    Process.link(peer)
    ref = Process.monitor(peer)
    send(peer, :linked)
    log.(reason_of(ref))
    log.(Process.info(self(), :links) |> elem(1))
  end

  scenario "12. a link that was unlinked can be made again", log do
    Process.flag(:trap_exit, true)
    peer = waiting()
    Process.link(peer)
    Process.unlink(peer)
    Process.link(peer)
    finish(peer, :over)

    receive do
      message -> log.(message)
    end
  end

  scenario "12. a link to oneself does nothing", log do
    log.(Process.link(self()))
    log.(Process.info(self(), :links) |> elem(1))
  end

  scenario "12. an unlink of what is not linked does nothing", log do
    log.(Process.unlink(waiting()))
    log.(Process.unlink(dead()))
  end

  scenario "13. an exit signal cascades through the link graph with the same reason", log do
    parent = self()

    {a, a_ref} =
      spawn_monitor(fn ->
        b =
          spawn_link(fn ->
            c = spawn_link(fn -> receive do: ({:finish, reason} -> exit(reason)) end)
            send(parent, {:c, c})
            Process.sleep(:infinity)
          end)

        send(parent, {:b, b})
        Process.sleep(:infinity)
      end)

    b = receive(do: ({:b, b} -> b))
    c = receive(do: ({:c, c} -> c))
    b_ref = watch(b)
    c_ref = watch(c)
    finish(c, :deep)
    log.([reason_of(c_ref), reason_of(b_ref), reason_of(a_ref)])
    log.(Enum.map([a, b, c], &Process.alive?/1))
  end

  scenario "13. a ring of links dies once, and the cascade ends", log do
    parent = self()
    [a, b, c] = for _ <- 1..3, do: linker(parent)
    refs = Enum.map([a, b, c], &watch/1)
    for {from, to} <- [{a, b}, {b, c}, {c, a}], do: link_from(from, to)
    finish(b, :ring)
    log.(Enum.map(refs, &reason_of/1))
    log.(drain())
  end

  scenario "13. a process that traps exits stops the cascade", log do
    parent = self()

    {outer, outer_ref} =
      spawn_monitor(fn ->
        middle =
          spawn_link(fn ->
            Process.flag(:trap_exit, true)
            inner = spawn_link(fn -> exit(:deep) end)

            receive do
              {:EXIT, ^inner, reason} -> send(parent, {:trapped, reason})
            end

            Process.sleep(:infinity)
          end)

        send(parent, {:middle, middle})
        receive do: ({:finish, reason} -> exit(reason))
      end)

    middle = receive(do: ({:middle, middle} -> middle))
    receive do: ({:trapped, reason} -> log.({:trapped, reason}))
    log.([Process.alive?(middle), Process.alive?(outer)])
    finish(outer, :normal)
    log.(reason_of(outer_ref))
  end

  scenario "13. an exception ends the linked process with the same reason", log do
    {_, ref} =
      spawn_monitor(fn ->
        spawn_link(fn -> raise "boom" end)
        Process.sleep(:infinity)
      end)

    log.(reason_of(ref))
  end

  scenario "13. shutdown and {shutdown, term} end linked processes as any abnormal reason does", log do
    for reason <- [:shutdown, {:shutdown, :restart}] do
      {_, ref} =
        spawn_monitor(fn ->
          spawn_link(fn -> exit(reason) end)
          Process.sleep(:infinity)
        end)

      log.(reason_of(ref))
    end
  end

  scenario "13. the EXIT of a cascade comes from the process that was linked, not from the origin", log do
    Process.flag(:trap_exit, true)
    parent = self()

    middle =
      spawn_link(fn ->
        origin = spawn_link(fn -> receive do: ({:finish, reason} -> exit(reason)) end)
        send(parent, {:origin, origin})
        Process.sleep(:infinity)
      end)

    receive do: ({:origin, origin} -> finish(origin, :deep))
    receive do: ({:EXIT, from, reason} -> log.({from == middle, reason}))
  end

  scenario "14. a normal exit is dropped by a linked process that does not trap", log do
    parent = self()

    pid =
      spawn(fn ->
        {_, ref} = Process.spawn(fn -> :ok end, [:link, :monitor])
        send(parent, {:child, reason_of(ref)})
        receive do: (:ping -> send(parent, {:pong, drain()}))
      end)

    receive do: (message = {:child, _} -> log.(message))
    send(pid, :ping)
    receive do: (message = {:pong, _} -> log.(message))
  end

  scenario "14. a normal exit is a message to a linked process that traps", log do
    Process.flag(:trap_exit, true)
    spawn_link(fn -> :ok end)
    receive do: (message -> log.(message))
  end

  scenario "15. trapping is judged when the signal is received: setting trap_exit later does not revive", log do
    pid = spawn(fn -> receive do: (:trap -> Process.flag(:trap_exit, true)) end)
    ref = Process.monitor(pid)
    Process.exit(pid, :first)
    send(pid, :trap)
    log.(reason_of(ref))
  end

  scenario "15. a process that traps before the signal is received lives", log do
    parent = self()

    pid =
      spawn(fn ->
        receive do: (:trap -> Process.flag(:trap_exit, true))
        send(parent, :trapping)
        receive do: ({:EXIT, _, reason} -> send(parent, {:trapped, reason}))
      end)

    send(pid, :trap)
    receive do: (:trapping -> Process.exit(pid, :first))
    receive do: (message -> log.(message))
  end

  scenario "15. a process that stops trapping dies of the next signal, and keeps what was trapped", log do
    parent = self()

    {pid, ref} =
      spawn_monitor(fn ->
        Process.flag(:trap_exit, true)
        send(parent, :trapping)
        receive do: (:stop_trapping -> log.(drain()))
        Process.flag(:trap_exit, false)
        send(parent, :stopped)
        Process.sleep(:infinity)
      end)

    receive do: (:trapping -> Process.exit(pid, :trapped))
    send(pid, :stop_trapping)
    receive do: (:stopped -> Process.exit(pid, :fatal))
    log.(reason_of(ref))
  end

  scenario "16. after unlink no EXIT from that link arrives", log do
    Process.flag(:trap_exit, true)
    peer = waiting()
    Process.link(peer)
    ref = Process.monitor(peer)
    Process.unlink(peer)
    finish(peer, :over)
    log.(reason_of(ref))
    log.(drain())
  end

  scenario "16. after unlink no EXIT comes of a process that was told to end before", log do
    peer = waiting()
    Process.link(peer)
    ref = Process.monitor(peer)
    Process.exit(peer, :over)
    Process.unlink(peer)
    log.(reason_of(ref))
    log.(drain())
  end

  scenario "16. an EXIT that is queued already stays queued after unlink", log do
    Process.flag(:trap_exit, true)
    peer = spawn_link(fn -> exit(:over) end)
    queued(1)
    log.(Process.unlink(peer))
    log.(drain())
  end

  scenario "17. a link to a dead process raises when the caller does not trap", log do
    pid = dead()
    log.(attempt(fn -> Process.link(pid) end))
    log.(drain())
  end

  scenario "17. a link to a dead process, uncaught, ends the caller with noproc", log do
    pid = dead()
    {_, ref} = spawn_monitor(fn -> Process.link(pid) end)
    log.(reason_of(ref))
  end

  scenario "17. a link to a dead process is an EXIT message with noproc when the caller traps", log do
    Process.flag(:trap_exit, true)
    pid = dead()
    log.(attempt(fn -> Process.link(pid) end))
    receive do: (message -> log.(message))
  end

  scenario "18. the normal death of the parent does not end a linked child", log do
    parent = self()

    {_, ref} =
      spawn_monitor(fn ->
        child = spawn_link(fn -> receive do: (:ping -> send(parent, :pong)) end)
        send(parent, {:child, child})
      end)

    child = receive(do: ({:child, child} -> child))
    log.(reason_of(ref))
    log.(Process.alive?(child))
    send(child, :ping)
    receive do: (message -> log.(message))
  end

  scenario "18. the abnormal death of the parent ends a linked child", log do
    parent = self()

    {middle, _} =
      spawn_monitor(fn ->
        child = spawn_link(fn -> Process.sleep(:infinity) end)
        send(parent, {:child, child})
        receive do: ({:finish, reason} -> exit(reason))
      end)

    child = receive(do: ({:child, child} -> child))
    ref = watch(child)
    finish(middle, :abnormal)
    log.(reason_of(ref))
  end

  scenario "§1.1 spawn_link is atomic: a child that exits at once is an EXIT with its own reason", log do
    Process.flag(:trap_exit, true)

    for reason <- [:at_once, :normal] do
      spawn_link(fn -> exit(reason) end)
      receive do: (message -> log.(message))
    end
  end

  # A process that links to whom it is told, answers, and ends as it is told.
  defp linker(parent) do
    spawn(fn ->
      receive do
        {:link, to} ->
          Process.link(to)
          send(parent, {:linked, self()})
      end

      receive do: ({:finish, reason} -> exit(reason))
    end)
  end

  defp link_from(from, to) do
    send(from, {:link, to})
    receive do: ({:linked, ^from} -> :ok)
  end
end

Trace.run(Links)
