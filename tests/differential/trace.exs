# The Elixir half of the trace: runs every scenario of a module in a fresh process and prints one JSON line for each.

:logger.set_primary_config(:level, :none)

defmodule Trace do
  defmacro __using__(_) do
    quote do
      import Trace
      Module.register_attribute(__MODULE__, :scenarios, accumulate: true)
      @before_compile Trace
    end
  end

  defmacro __before_compile__(_) do
    quote do
      def scenarios, do: Enum.reverse(@scenarios)
    end
  end

  defmacro scenario(name, log, do: body) do
    quote do
      @scenarios unquote(String.to_atom(name))
      def unquote(String.to_atom(name))(unquote(log)), do: unquote(body)
    end
  end

  def run(module) do
    for scenario <- module.scenarios() do
      IO.puts(encode(%{"scenario" => scenario, "trace" => trace(module, scenario)}))
    end
  end

  # The last event says how the scenario's own process ended. The table keeps the order in which processes logged.
  defp trace(module, scenario) do
    table = :ets.new(:trace, [:ordered_set, :public])
    log = fn event -> :ets.insert(table, {:erlang.unique_integer([:monotonic]), event}) end
    {pid, ref} = spawn_monitor(fn -> apply(module, scenario, [log]) end)

    receive do
      {:DOWN, ^ref, :process, ^pid, reason} -> log.({:ended, reason})
    after
      5000 -> log.(:hung)
    end

    names = :ets.new(:names, [:private])
    for {_, event} <- :ets.tab2list(table), do: normalise(event, names)
  end

  ## What the scenarios share. trace.ts has the same functions.

  # A process that waits until it is told how to end.
  def waiting do
    spawn(fn ->
      receive do
        {:finish, reason} -> exit(reason)
      end
    end)
  end

  def finish(pid, reason), do: send(pid, {:finish, reason})

  # The pid of a process that has ended.
  def dead do
    {pid, ref} = spawn_monitor(fn -> :ok end)
    :normal = reason_of(ref)
    pid
  end

  # Monitors a process, and lets the signal go: BEAM may hold it back until the caller's turn is over, while what the
  # caller sends to others overtakes it.
  def watch(pid) do
    ref = Process.monitor(pid)
    :erlang.yield()
    ref
  end

  # Waits for the DOWN of a monitor.
  def reason_of(ref) do
    receive do
      {:DOWN, ^ref, :process, _, reason} -> reason
    end
  end

  # Every message that is there now, oldest first.
  def drain do
    receive do
      message -> [message | drain()]
    after
      0 -> []
    end
  end

  # Waits until `count` messages are in the caller's mailbox, and takes none.
  def queued(count) do
    {:message_queue_len, length} = Process.info(self(), :message_queue_len)
    if length < count, do: Process.sleep(1) && queued(count)
  end

  def attempt(fun) do
    {:returned, fun.()}
  rescue
    _ -> :raised
  end

  ## Normal form: pids and references are named in order of appearance, tuples become lists or objects.

  defp normalise({:EXIT, from, reason}, names),
    do: normalise(%{"type" => "EXIT", "from" => from, "reason" => reason}, names)

  defp normalise({:DOWN, ref, :process, {name, _node}, reason}, names),
    do: normalise({:DOWN, ref, :process, name, reason}, names)

  defp normalise({:DOWN, ref, :process, object, reason}, names),
    do: normalise(%{"type" => "DOWN", "ref" => ref, "object" => object, "reason" => reason}, names)

  defp normalise({:shutdown, term}, names), do: normalise(%{"shutdown" => term}, names)
  defp normalise({{:nocatch, value}, [_ | _]}, names), do: normalise(%{"nocatch" => value}, names)
  defp normalise({%{__exception__: true} = error, [_ | _]}, _), do: %{"error" => Exception.message(error)}
  defp normalise({error, [{_, _, _, _} | _]}, _) when is_atom(error), do: %{"error" => error}
  defp normalise(%{__exception__: true} = error, _), do: %{"error" => Exception.message(error)}
  defp normalise(tuple, names) when is_tuple(tuple), do: normalise(Tuple.to_list(tuple), names)
  defp normalise(list, names) when is_list(list), do: Enum.map(list, &normalise(&1, names))
  defp normalise(pid, names) when is_pid(pid), do: name("pid", pid, names)
  defp normalise(ref, names) when is_reference(ref), do: name("ref", ref, names)

  # Small maps are walked in the order of their keys.
  defp normalise(map, names) when is_map(map),
    do: Map.new(map, fn {key, value} -> {key, normalise(value, names)} end)

  defp normalise(value, _), do: value

  defp name(prefix, identity, names) do
    count = :ets.update_counter(names, prefix, 0, {prefix, 0}) + 1
    if :ets.insert_new(names, {identity, "#{prefix}#{count}"}), do: :ets.insert(names, {prefix, count})
    :ets.lookup_element(names, identity, 2)
  end

  ## JSON, which Elixir has from 1.18 on.

  defp encode(value) when value in [nil, true, false], do: if(value == nil, do: "null", else: "#{value}")
  defp encode(number) when is_number(number), do: "#{number}"
  defp encode(atom) when is_atom(atom), do: encode(Atom.to_string(atom))
  defp encode(text) when is_binary(text), do: ~s("#{String.replace(text, ~r/["\\]/, "\\\\\\0")}")
  defp encode(list) when is_list(list), do: "[#{Enum.map_join(list, ",", &encode/1)}]"
  defp encode(map), do: "{#{Enum.map_join(map, ",", fn {key, value} -> "#{encode(key)}:#{encode(value)}" end)}}"
end
