defmodule RegistryCorners do
  use Trace
  import RegistryScenarios, only: [start: 2, start: 3, registered: 3, resident: 2, ended: 2, eventually: 2, values: 1]

  def sorted(list), do: Enum.sort(list)

  scenario "§1.10 a registry whose name is taken", log do
    start(:c1, :unique)
    log.(match?({:error, {:already_started, _}}, Registry.start_link(keys: :duplicate, name: :c1)))
    log.(registered(:c1, :k, 1))
  end

  scenario "§1.10 update_value of nobody's and of another's key, and of a function that raises", log do
    start(:c2, :unique)
    resident(:c2, [{:other, 1}])
    log.(Registry.update_value(:c2, :none, &(&1 + 1)) == :error)
    log.(Registry.update_value(:c2, :other, &(&1 + 1)) == :error)
    Registry.register(:c2, :own, 1)
    log.(attempt(fn -> Registry.update_value(:c2, :own, fn _ -> raise "boom" end) end))
    log.(values(Registry.lookup(:c2, :own)))
    log.(values(Registry.lookup(:c2, :other)))
  end

  scenario "§1.10 unregister of another's key, of nobody's, and of one's own twice", log do
    start(:c3, :unique)
    pid = resident(:c3, [{:other, 1}])
    for key <- [:other, :none, :own], do: log.(Registry.unregister(:c3, key))
    log.(Registry.whereis_name({:c3, :other}) == pid)
    Registry.register(:c3, :own, 1)
    for _ <- 1..2, do: log.(Registry.unregister(:c3, :own))
    log.(Registry.lookup(:c3, :own))
    log.(Registry.count(:c3))
  end

  scenario "§1.10 keys of a process, with those it has more than once", log do
    start(:c4, :duplicate)
    for key <- [:a, :b, :a], do: Registry.register(:c4, key, 1)
    log.(sorted(Registry.keys(:c4, self())))
    Registry.unregister(:c4, :a)
    log.(Registry.keys(:c4, self()))
    pid = resident(:c4, [{:a, 1}])
    log.(Registry.keys(:c4, pid))
    ended(pid, :kill)
    log.(eventually(fn -> Registry.keys(:c4, pid) end, []))
    log.(Registry.count(:c4))
  end

  scenario "§1.10 values of a process under a key", log do
    start(:c5, :duplicate)
    for value <- [1, 2, 3], do: Registry.register(:c5, :k, value)
    resident(:c5, [{:k, 4}])
    log.(sorted(Registry.values(:c5, :k, self())))
    log.(Registry.values(:c5, :none, self()))
    log.(length(Registry.lookup(:c5, :k)))
    log.(Registry.count(:c5))
  end

  scenario "§1.10 unregister_match by value, with the last the link", log do
    start(:c6, :duplicate)
    for value <- [1, 2, 3], do: Registry.register(:c6, :k, value)
    Registry.unregister_match(:c6, :k, 2)
    log.(sorted(Registry.values(:c6, :k, self())))
    Registry.unregister_match(:c6, :k, :_)
    log.(Registry.lookup(:c6, :k))
    log.(Registry.count(:c6))
  end

  scenario "84. dispatch within which the caller leaves, and with values of one process", log do
    start(:c7, :duplicate)
    for value <- [1, 2], do: Registry.register(:c7, :k, value)

    Registry.dispatch(:c7, :k, fn entries ->
      Registry.unregister(:c7, :k)
      log.(values(entries))
      log.(Enum.all?(entries, fn {pid, _} -> pid == self() end))
    end)

    log.(Registry.lookup(:c7, :k))
  end

  scenario "§1.10 listeners are told of a via, also of one whose init fails", log do
    Process.register(self(), :c8_listener)
    start(:c8, :unique, listeners: [:c8_listener])
    name = {:via, Registry, {:c8, :k, :value}}
    {:ok, agent} = Agent.start(fn -> 1 end, name: name)
    {:register, :c8, :k, ^agent, value} = receive(do: (message -> message))
    log.([:register, value])
    Agent.stop(name)
    log.(eventually(fn -> Registry.count(:c8) end, 0))
    log.(drain())
    {:error, :no} = Agent.start(fn -> exit(:no) end, name: name)
    log.(Enum.map(drain(), &elem(&1, 0)))
    log.(Registry.lookup(:c8, :k))
  end

  scenario "§1.10 listeners are told of every unregister, and of an unregister_match that leaves nothing", log do
    Process.register(self(), :c11_listener)
    told = fn -> for({:unregister, _, key, pid} <- drain(), do: log.([:unregister, key, pid == self()])) && log.(:told) end

    for keys <- [:duplicate, :unique] do
      {:ok, registry} = Registry.start_link(keys: keys, name: :c11, listeners: [:c11_listener])
      Registry.unregister(:c11, :never)
      Registry.unregister_match(:c11, :never, :_)
      told.()
      for value <- if(keys == :unique, do: [1], else: [1, 2, 2]), do: Registry.register(:c11, :k, value)
      drain()
      for value <- [3, 2, 1, 1], do: Registry.unregister_match(:c11, :k, value) && told.()
      Registry.register(:c11, :k, 1)
      for _ <- 1..2, do: Registry.unregister(:c11, :k)
      told.()
      Supervisor.stop(registry)
    end
  end

  scenario "§1.10 sending through a via: to its process, and to nobody", log do
    start(:c9, :unique)
    Registry.register(:c9, :k, 1)
    Registry.send({:c9, :k}, :hello)
    log.(drain())
    log.(attempt(fn -> Registry.send({:c9, :none}, :hello) end))
    log.(GenServer.whereis({:via, Registry, {:c9, :none}}))
    log.(GenServer.cast({:via, Registry, {:c9, :none}}, :x))
  end

  scenario "83. a registrant that traps exits hears of the registry's end, one that has left does not", log do
    me = self()

    registrants =
      for leaves <- [false, true] do
        spawn(fn ->
          Process.flag(:trap_exit, true)

          receive do
            :register ->
              Registry.register(:c10, leaves, 1)
              if leaves, do: Registry.unregister(:c10, leaves)
              send(me, :ready)

              receive do
                {:EXIT, _, reason} -> send(me, {:exit, reason})
              after
                50 -> send(me, :nothing)
              end
          end
        end)
      end

    owner =
      spawn(fn ->
        start(:c10, :unique)
        send(me, :started)
        receive(do: ({:finish, reason} -> exit(reason)))
      end)

    receive(do: (:started -> :ok))
    for pid <- registrants, do: send(pid, :register)
    for _ <- 1..2, do: receive(do: (:ready -> :ok))
    ref = watch(owner)
    finish(owner, :shutdown)
    log.(reason_of(ref))
    for _ <- 1..2, do: receive(do: (message -> log.(message)))
    log.(Process.whereis(:c10))
  end

  scenario "83. a registry that is stopped tells who is registered shutdown, whatever the reason", log do
    for reason <- [:normal, :shutdown, {:shutdown, :x}, :odd] do
      {:ok, registry} = Registry.start_link(keys: :unique, name: :c11)
      Process.unlink(registry)
      pid = resident(:c11, [{:k, 1}, {:l, 2}])
      ref = watch(pid)
      Supervisor.stop(registry, reason)
      log.(reason_of(ref))
    end
  end

  scenario "83. who has started a registry and is registered hears of its end as both", log do
    Process.flag(:trap_exit, true)
    {:ok, registry} = Registry.start_link(keys: :unique, name: :c13)
    Registry.register(:c13, :k, 1)
    Supervisor.stop(registry)
    queued(2)
    log.(Enum.sort(for {:EXIT, _, reason} <- drain(), do: reason))
  end

  scenario "82. a key is free for others as soon as its holder's DOWN has come", log do
    start(:c12, :unique)

    for n <- 1..5 do
      pid = resident(:c12, [{:k, n}])
      ended(pid, if(rem(n, 2) == 0, do: :kill, else: :odd))
      log.(registered(:c12, :k, n))
      Registry.unregister(:c12, :k)
    end

    log.(Registry.count(:c12))
  end
end

Trace.run(RegistryCorners)
