defmodule Timers do
  use Trace

  scenario "85. a timer never fires early", log do
    for ms <- [1, 10, 25] do
      started = System.monotonic_time(:microsecond)
      Process.send_after(self(), :fired, ms)
      receive do: (:fired -> log.(System.monotonic_time(:microsecond) - started >= ms * 1000))
    end
  end

  scenario "85. the message of a timer is an ordinary message, behind those that are there", log do
    Process.send_after(self(), {:bare, 1}, 5)
    send(self(), :before)
    queued(2)
    send(self(), :after)
    log.(drain())
  end

  scenario "85. cancel returns false when the timer has fired, and the message may be there", log do
    timer = Process.send_after(self(), :fired, 5)
    queued(1)
    log.(Process.cancel_timer(timer))
    log.(drain())
  end

  scenario "85. a cancelled timer does not fire", log do
    timer = Process.send_after(self(), :cancelled, 20)
    Process.send_after(self(), :kept, 40)
    log.(Process.cancel_timer(timer) in 1..20)
    receive do: (message -> log.(message))
    log.(drain())
  end

  scenario "86. a timer to a process that has died vanishes", log do
    pid = waiting()
    timer = Process.send_after(pid, :lost, 10_000)
    ref = Process.monitor(pid)
    finish(pid, :over)
    log.(reason_of(ref))
    log.([Process.read_timer(timer), Process.cancel_timer(timer)])
  end

  scenario "86. a timer can be set for a process that is dead", log do
    timer = Process.send_after(dead(), :lost, 0)
    log.(is_reference(timer))
    Process.send_after(self(), :fired, 5)
    receive do: (message -> log.(message))
  end

  scenario "86. a timer to a name is resolved when it fires: the name may be registered later", log do
    Process.send_after(:registered_later, :fired, 20)
    Process.register(self(), :registered_later)
    receive do: (message -> log.(message))
  end

  scenario "86. a timer to a name goes to the process that holds it when it fires", log do
    pid = waiting()
    Process.register(pid, :moved)
    Process.send_after(:moved, :fired, 20)
    Process.unregister(:moved)
    Process.register(self(), :moved)
    receive do: (message -> log.(message))
    log.(Process.info(pid, :message_queue_len) |> elem(1))
  end

  scenario "86. a timer to a name that nobody holds when it fires vanishes", log do
    log.(is_reference(Process.send_after(:nobody_then, :lost, 1)))
    Process.send_after(self(), :fired, 20)
    receive do: (message -> log.(message))
  end

  scenario "§1.2 send_after with 0 is asynchronous: a send right after it arrives first", log do
    Process.send_after(self(), :timer, 0)
    send(self(), :sent)
    queued(2)
    log.(drain())
  end

  scenario "§1.2 timers fire in the order of their deadlines", log do
    for ms <- [120, 20, 70], do: Process.send_after(self(), ms, ms)
    for _ <- 1..3, do: receive(do: (message -> log.(message)))
  end

  scenario "§1.2 cancel_timer returns the ms left, then false", log do
    timer = Process.send_after(self(), :late, 10_000)
    log.(Process.cancel_timer(timer) in 5_000..10_000)
    log.(Process.cancel_timer(timer))
  end

  scenario "§1.2 read_timer returns the ms left, or false when fired or cancelled", log do
    fired = Process.send_after(self(), :fired, 0)
    cancelled = Process.send_after(self(), :late, 10_000)
    log.(Process.read_timer(cancelled) in 5_000..10_000)
    Process.cancel_timer(cancelled)
    queued(1)
    log.([Process.read_timer(fired), Process.read_timer(cancelled)])
  end

  scenario "§1.2 cancel_timer and read_timer of an unknown reference return false", log do
    log.([Process.cancel_timer(make_ref()), Process.read_timer(make_ref())])
  end

  scenario "§1.2 another process can read and cancel a timer", log do
    parent = self()
    timer = Process.send_after(self(), :late, 10_000)

    spawn(fn ->
      left = Process.read_timer(timer)
      send(parent, {:read, left in 5_000..10_000})
      send(parent, {:cancelled, Process.cancel_timer(timer) in 5_000..10_000})
    end)

    for _ <- 1..2, do: receive(do: (message -> log.(message)))
    log.(Process.read_timer(timer))
  end

  scenario "§1.2 a timer outlives the process that set it", log do
    parent = self()
    {_, ref} = spawn_monitor(fn -> Process.send_after(parent, :fired, 10) end)
    log.(reason_of(ref))
    receive do: (message -> log.(message))
  end

  scenario "§1.2 send_after raises for a negative time", log do
    log.(attempt(fn -> Process.send_after(self(), :never, -1) end))
    log.(drain())
  end

  scenario "§1.2 sleep takes no message: they keep queueing", log do
    parent = self()
    spawn(fn -> for n <- 1..3, do: send(parent, n) end)
    send(self(), 0)
    Process.sleep(20)
    log.(drain())
  end

  scenario "§1.2 a sleeping process can be ended by an exit signal", log do
    pid = spawn(fn -> Process.sleep(:infinity) end)
    ref = Process.monitor(pid)
    Process.exit(pid, :wake_up)
    log.(reason_of(ref))
  end

  scenario "§1.2 sleepers wake in the order of their deadlines", log do
    parent = self()

    for ms <- [120, 20, 70] do
      spawn(fn ->
        Process.sleep(ms)
        send(parent, ms)
      end)
    end

    for _ <- 1..3, do: receive(do: (message -> log.(message)))
  end
end

Trace.run(Timers)
