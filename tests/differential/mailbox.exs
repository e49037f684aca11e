defmodule Mailbox do
  use Trace

  scenario "7. the oldest message that matches any clause wins: message order beats clause order", log do
    send(self(), :b)
    send(self(), :a)

    for _ <- 1..2 do
      receive do
        :a -> log.(:a)
        :b -> log.(:b)
      end
    end
  end

  scenario "7. messages that do not match stay in place and in order", log do
    for n <- 1..5, do: send(self(), n)

    receive do
      3 -> log.(3)
    end

    log.(drain())
  end

  scenario "7. the next receive scans the skipped messages again, oldest first", log do
    for message <- [:x1, :y1, :x2, :y2], do: send(self(), message)

    receive do
      :y1 -> log.(:y1)
    end

    receive do
      m when m in [:x1, :x2] -> log.(m)
    end

    receive do
      :y2 -> log.(:y2)
    end

    log.(drain())
  end

  scenario "7. a blocked receive keeps waiting while messages that do not match arrive", log do
    parent = self()
    spawn(fn -> for m <- [:noise1, :noise2, :wanted, :noise3, :done], do: send(parent, m) end)

    receive do
      :wanted -> log.(:wanted)
    end

    receive do
      :done -> log.(drain())
    end
  end

  scenario "7. equal messages are taken one at a time", log do
    for _ <- 1..3, do: send(self(), :same)

    receive do
      :same -> log.(:same)
    end

    log.(drain())
  end

  scenario "7. a receive without a pattern takes the oldest message", log do
    send(self(), :first)
    send(self(), :second)

    receive do
      message -> log.(message)
    end

    log.(drain())
  end

  scenario "8. after 0 takes a match behind messages that do not match", log do
    for n <- 1..100, do: send(self(), n)

    receive do
      100 -> log.(100)
    after
      0 -> log.(:timeout)
    end

    log.(length(drain()))
  end

  scenario "8. after 0 times out when nothing matches, and leaves the mailbox as it was", log do
    for n <- 1..3, do: send(self(), n)

    receive do
      :other -> log.(:other)
    after
      0 -> log.(:timeout)
    end

    log.(drain())
  end

  scenario "8. after 0 on an empty mailbox times out", log do
    receive do
      message -> log.(message)
    after
      0 -> log.(:timeout)
    end
  end

  scenario "9. after t counts from the entry of receive: unmatched arrivals do not reset it", log do
    parent = self()

    ticker =
      spawn(fn ->
        for _ <- 1..50 do
          send(parent, :noise)
          Process.sleep(20)
        end
      end)

    receive do
      :never -> log.(:never)
    after
      100 -> log.(:timeout)
    end

    log.({:ticker_alive, Process.alive?(ticker)})
    log.({:noise_queued, drain() != []})
  end

  scenario "9. a message that comes before the deadline is received", log do
    parent = self()
    spawn(fn -> send(parent, :in_time) end)

    receive do
      message -> log.(message)
    after
      4000 -> log.(:timeout)
    end
  end

  scenario "9. a timeout takes nothing: a message that comes later is received later", log do
    parent = self()

    pid =
      spawn(fn ->
        receive do
          :go -> send(parent, :late)
        end
      end)

    receive do
      message -> log.(message)
    after
      10 -> log.(:timeout)
    end

    send(pid, :go)

    receive do
      message -> log.(message)
    end
  end

  scenario "9. receive with only an after is a sleep", log do
    send(self(), :queued)

    receive do
    after
      10 -> log.(:timeout)
    end

    log.(drain())
  end

  scenario "10. messages that arrive while a process is busy wait: it handles one thing at a time", log do
    parent = self()
    backend = spawn(fn -> receive do: ({:ask, from} -> send(parent, {:asked, from})) end)

    server =
      spawn(fn ->
        receive do
          :slow ->
            log.(:slow_started)
            send(backend, {:ask, self()})

            receive do
              :answer -> log.(:slow_answered)
            end
        end

        receive do
          :fast -> log.(:fast)
        end

        send(parent, :done)
      end)

    send(server, :slow)

    receive do
      {:asked, ^server} -> log.(:asked)
    end

    send(server, :fast)
    send(server, :answer)

    receive do
      :done -> log.(:done)
    end
  end

  scenario "11. a guard that raises counts as no match", log do
    send(self(), 1)
    send(self(), [7])

    receive do
      message when hd(message) == 7 -> log.(message)
    end

    log.(drain())
  end

  scenario "§1.1 a process can send to itself", log do
    send(self(), {:from, self()})

    receive do
      message -> log.(message)
    end
  end

  scenario "§1.1 a negative or malformed after raises", log do
    log.(attempt(fn -> receive(do: (:never -> :ok), after: (-1 -> :timeout)) end))
    log.(attempt(fn -> receive(do: (:never -> :ok), after: (:soon -> :timeout)) end))
  end
end

Trace.run(Mailbox)
