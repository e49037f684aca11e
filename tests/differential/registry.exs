defmodule RegistryScenarios do
  use Trace

  def start(name, keys, more \\ []) do
    {:ok, _} = Registry.start_link([keys: keys, name: name] ++ more)
    name
  end

  # What register answers, without the pid of the registry.
  def registered(registry, key, value) do
    case Registry.register(registry, key, value) do
      {:ok, pid} when is_pid(pid) -> :registered
      {:error, {:already_registered, pid}} -> [:already_registered, pid]
    end
  end

  # A process that registers, says so, and waits to be ended.
  def resident(registry, entries) do
    parent = self()

    pid =
      spawn(fn ->
        for {key, value} <- entries, do: Registry.register(registry, key, value)
        send(parent, :resident)
        Process.sleep(:infinity)
      end)

    receive do
      :resident -> pid
    end
  end

  def ended(pid, reason) do
    ref = watch(pid)
    Process.exit(pid, reason)
    reason_of(ref)
  end

  # The registry hears of an end when it does.
  def eventually(fun, expected) do
    if fun.() == expected, do: expected, else: Process.sleep(1) && eventually(fun, expected)
  end

  def values(entries), do: entries |> Enum.map(&elem(&1, 1)) |> Enum.sort()

  scenario "82. whereis does not find a holder that has ended, and register replaces it", log do
    start(R1, :unique)
    pid = resident(R1, [{:k, :old}])
    log.(Registry.whereis_name({R1, :k}) == pid)
    log.(ended(pid, :kill))
    log.(Registry.whereis_name({R1, :k}) == :undefined)
    log.(registered(R1, :k, :new))
    log.(Registry.whereis_name({R1, :k}) == self())
    log.(values(Registry.lookup(R1, :k)))
  end

  scenario "82. what a process had registered goes after it has ended", log do
    start(R2, :duplicate)
    pid = resident(R2, [{:a, 1}, {:a, 2}, {:b, 3}])
    registered(R2, :a, 4)
    log.(values(Registry.lookup(R2, :a)))
    log.(ended(pid, :kill))
    log.(eventually(fn -> Registry.count(R2) end, 1))
    log.(values(Registry.lookup(R2, :a)))
    log.(values(Registry.lookup(R2, :b)))
  end

  scenario "83. register links the caller to the registry, whose end takes it along", log do
    start(R3, :unique)
    Process.flag(:trap_exit, true)
    parent = self()

    pid =
      spawn(fn ->
        {:ok, owner} = Registry.register(R3, :k, 1)
        {:links, links} = Process.info(self(), :links)
        send(parent, {:owner, owner, owner in links})
        Process.sleep(:infinity)
      end)

    ref = Process.monitor(pid)

    receive do
      {:owner, owner, is_linked} ->
        log.(is_linked)
        Process.exit(owner, :kill)
    end

    log.(reason_of(ref))
  end

  scenario "84. dispatch calls its function in the caller, with all entries", log do
    start(R4, :duplicate)
    registered(R4, :k, 1)
    registered(R4, :k, 2)

    Registry.dispatch(R4, :k, fn entries ->
      log.(self() == hd(entries) |> elem(0))
      log.(values(entries))
    end)
  end

  scenario "84. dispatch without entries calls nothing", log do
    start(R5, :duplicate)
    Registry.dispatch(R5, :k, fn _ -> log.(:called) end)
    log.(:done)
  end

  scenario "84. what the function of dispatch throws is thrown by dispatch", log do
    start(R6, :duplicate)
    registered(R6, :k, 1)
    log.(attempt(fn -> Registry.dispatch(R6, :k, fn _ -> raise "boom" end) end))
    log.(Registry.count(R6))
  end

  scenario "81. starting under a via that is taken is already started, without a second init", log do
    start(R7, :unique)
    name = {:via, Registry, {R7, :agent}}
    {:ok, first} = Agent.start_link(fn -> log.(:init) && 1 end, name: name)
    {:error, {:already_started, pid}} = Agent.start_link(fn -> log.(:init) && 2 end, name: name)
    log.(pid == first)
    log.(Agent.get(name, & &1))
  end

  scenario "§1.10 a via leads to its process, and to nobody when that has ended", log do
    start(R8, :unique)
    name = {:via, Registry, {R8, :agent}}
    {:ok, pid} = Agent.start(fn -> 1 end, name: name)
    Agent.update(name, &(&1 + 1))
    Agent.cast(name, &(&1 * 10))
    log.(Agent.get(name, & &1))
    log.(GenServer.whereis(name) == pid)
    Agent.stop(name)
    log.(GenServer.whereis(name))
    log.(GenServer.cast(name, :nobody))
  end

  scenario "§1.10 a via with a value registers the value", log do
    start(R9, :unique)
    {:ok, pid} = Agent.start(fn -> 1 end, name: {:via, Registry, {R9, :agent, :value}})
    log.(Registry.lookup(R9, :agent) == [{pid, :value}])
  end

  scenario "§1.10 a unique key is taken for everybody, its holder included", log do
    start(R10, :unique)
    pid = resident(R10, [{:k, 1}])
    log.(registered(R10, :k, 2) == [:already_registered, pid])
    log.(registered(R10, :mine, 1))
    log.(registered(R10, :mine, 2) == [:already_registered, self()])
    log.(Registry.keys(R10, self()))
  end

  scenario "§1.10 a key that is shared may be registered many times by one process", log do
    start(R11, :duplicate)
    for value <- [1, 2, 3], do: log.(registered(R11, :k, value))
    log.(Registry.keys(R11, self()))
    log.(Enum.sort(Registry.values(R11, :k, self())))
    log.(Registry.count(R11))
  end

  scenario "§1.10 unregister takes out all of the caller under the key, and nobody else", log do
    start(R12, :duplicate)
    resident(R12, [{:k, :theirs}])
    for value <- [1, 2], do: registered(R12, :k, value)
    registered(R12, :other, 3)
    log.(Registry.unregister(R12, :k))
    log.(Registry.unregister(R12, :nothing))
    log.(values(Registry.lookup(R12, :k)))
    log.(Registry.count(R12))
  end

  scenario "§1.10 unregister of the last key ends the link", log do
    start(R13, :duplicate)
    parent = self()

    spawn(fn ->
      count = fn -> Process.info(self(), :links) |> elem(1) |> length() end
      for key <- [:a, :b], do: Registry.register(R13, key, 1)
      both = count.()
      Registry.unregister(R13, :a)
      one = count.()
      Registry.unregister(R13, :b)
      send(parent, [both, one, count.()])
    end)

    receive do
      counts -> log.(counts)
    end
  end

  scenario "§1.10 unregister_match takes out what matches", log do
    start(R14, :duplicate)
    for value <- [1, 2, 1, 3], do: registered(R14, :k, value)
    log.(Registry.unregister_match(R14, :k, 1))
    log.(Enum.sort(Registry.values(R14, :k, self())))
  end

  scenario "§1.10 update_value changes the caller's own value, and tells the new and the old", log do
    start(R15, :unique)
    resident(R15, [{:theirs, 1}])
    registered(R15, :mine, 1)
    log.(Registry.update_value(R15, :mine, &(&1 + 1)))
    log.(Registry.update_value(R15, :theirs, &(&1 + 1)) == :error)
    log.(Registry.update_value(R15, :nobody, &(&1 + 1)) == :error)
    log.(Registry.values(R15, :mine, self()))
  end

  scenario "§1.10 update_value and via raise where keys are shared", log do
    start(R16, :duplicate)
    registered(R16, :k, 1)
    log.(attempt(fn -> Registry.update_value(R16, :k, & &1) end))
    log.(attempt(fn -> Registry.whereis_name({R16, :k}) end))
  end

  scenario "§1.10 match, count_match and select choose among the entries", log do
    start(R17, :duplicate)
    for value <- [1, 2, 2], do: registered(R17, :k, value)
    registered(R17, :other, 2)
    log.(length(Registry.match(R17, :k, 2)))
    log.(Registry.count_match(R17, :k, 2))
    log.(Enum.sort(Registry.select(R17, [{{:"$1", :_, 2}, [], [:"$1"]}])))
  end

  scenario "§1.10 meta is put, found and deleted", log do
    start(R18, :unique)
    log.(Registry.meta(R18, :m) == :error)
    log.(Registry.put_meta(R18, :m, [1, 2]))
    {:ok, value} = Registry.meta(R18, :m)
    log.(value)
    log.(Registry.delete_meta(R18, :m))
    log.(Registry.meta(R18, :m) == :error)
  end

  scenario "§1.10 listeners are told of register and unregister, and not of an end", log do
    Process.register(self(), :r19_listener)
    start(R19, :duplicate, listeners: [:r19_listener])
    registered(R19, :k, 1)
    log.(drain() |> Enum.map(fn {:register, _, key, pid, value} -> [:register, key, pid == self(), value] end))
    Registry.unregister(R19, :k)
    log.(drain() |> Enum.map(fn {:unregister, _, key, pid} -> [:unregister, key, pid == self()] end))
    pid = resident(R19, [{:k, 2}])
    log.(length(drain()))
    log.(ended(pid, :kill))
    log.(eventually(fn -> Registry.count(R19) end, 0))
    log.(drain())
  end

  scenario "§1.10 an unknown registry raises", log do
    log.(attempt(fn -> Registry.register(R20, :k, 1) end))
    log.(attempt(fn -> Registry.lookup(R20, :k) end))
    log.(attempt(fn -> Registry.count(R20) end))
    log.(attempt(fn -> Registry.dispatch(R20, :k, fn _ -> :ok end) end))
  end

  scenario "§1.10 keys are compared by value", log do
    start(R21, :unique)
    key = {:room, 1}
    for {key, value} <- [{key, 1}, {[:room, 2], 2}, {"1", 3}, {1, 4}], do: log.(registered(R21, key, value))
    log.(values(Registry.lookup(R21, {:room, 1})))
    log.(values(Registry.lookup(R21, [:room, 2])))
    log.(values(Registry.lookup(R21, 1)))
    log.(values(Registry.lookup(R21, "1")))
  end
end

Trace.run(RegistryScenarios)
