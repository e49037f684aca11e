# Random programs: four processes link, monitor, signal, name and end each other. The same generator of numbers on both
# sides makes the same program of a seed. After each step, when all that follows from it has happened, the state is traced.

defmodule Random do
  use Trace

  @reasons [:normal, :kill, :killed, :shutdown, :a, :b]
  @names [:random_name_1, :random_name_2]
  @modes [:explicit_unalias, :demonitor, :reply_demonitor]

  for seed <- 1..200 do
    name = :"1 to 31. links, monitors, signals, names and aliases: random program #{seed}"
    @scenarios name
    def unquote(name)(log), do: program(unquote(seed), log)
  end

  # A slot holds a process and the monitor by which its end is noticed; no monitor means that it has ended.
  defp program(seed, log) do
    Process.put(:random, seed * 7919)
    Process.put(:known, [])
    slots = Enum.reduce(1..60, for(_ <- 1..4, do: start()), &step(&1, &2, log))

    for {pid, watch} <- slots, watch != nil do
      Process.exit(pid, :kill)
      reason_of(watch)
    end
  end

  defp step(n, slots, log) do
    [operation, a, b, extra] = [random(21), random(4), random(4), random(1000)]
    slots = Enum.map(slots, &watch_last/1)
    [actor, target] = [Enum.at(slots, a), Enum.at(slots, b)]

    {did, slots} =
      case {actor, target} do
        {{_, nil}, _} -> {{"spawn", "true"}, List.replace_at(slots, a, start())}
        {_, {_, nil}} when operation >= 19 -> spawned(actor, operation, slots, b)
        {_, {pid, _}} -> {perform(operation, actor, pid, extra, n), slots}
      end

    {slots, deaths} = settle(slots, [])
    {what, outcome} = did
    log.([n, "#{text(elem(actor, 0))} #{what}", if(ended?(slots, actor), do: "ended", else: outcome), Enum.sort(deaths)])
    log.(Enum.map(slots, &state/1))
    slots
  end

  defp perform(operation, actor, target, extra, n) do
    [reason, name, mode] = [pick(@reasons, extra), pick(@names, extra), pick(@modes, extra)]
    refs = Enum.filter(Process.get(:known), &is_reference/1)
    ref = pick(refs ++ [make_ref()], extra)
    own = pick(Enum.filter(refs, &(Process.get({:owner, &1}) == elem(actor, 0))) ++ [make_ref()], extra)
    to = text(target)

    case operation do
      0 -> {"link #{to}", ask(actor, fn -> Process.link(target) end)}
      1 -> {"link #{to}", ask(actor, fn -> Process.link(target) end)}
      2 -> {"unlink #{to}", ask(actor, fn -> Process.unlink(target) end)}
      3 -> {"monitor #{to}", ask(actor, fn -> Process.monitor(target) end)}
      4 -> {"monitor #{to}", ask(actor, fn -> Process.monitor(target) end)}
      5 -> {"demonitor #{text(own)}", ask(actor, fn -> Process.demonitor(own, [:info]) end)}
      6 -> {"demonitor and flush #{text(own)}", ask(actor, fn -> Process.demonitor(own, [:info, :flush]) end)}
      7 -> {"signal #{to} #{reason}", ask(actor, fn -> Process.exit(target, reason) end)}
      8 -> {"signal #{to} #{reason}", ask(actor, fn -> Process.exit(target, reason) end)}
      9 -> {"trap", ask(actor, fn -> Process.flag(:trap_exit, rem(extra, 4) != 0) end)}
      10 -> {"drain", ask(actor, &drain/0)}
      11 -> {"exit #{reason}", ask(actor, fn -> {:exit, reason} end)}
      12 -> {"send #{to}", ask(actor, fn -> send(target, n) end)}
      13 -> {"register #{to} #{name}", ask(actor, fn -> Process.register(target, name) end)}
      14 -> {"unregister #{name}", ask(actor, fn -> Process.unregister(name) end)}
      15 -> {"send #{name}", ask(actor, fn -> send(name, n) end)}
      16 -> {"monitor #{name}", ask(actor, fn -> Process.monitor(name) end)}
      17 when target == elem(actor, 0) -> {"nothing", ask(actor, fn -> true end)}
      17 -> {"monitor #{to} #{mode}", ask(actor, fn -> :erlang.monitor(:process, target, alias: mode) end)}
      18 -> {"send #{text(ref)}", ask(actor, fn -> send(ref, n) && n end)}
      19 -> {"unalias #{text(own)}", ask(actor, fn -> :erlang.unalias(own) end)}
      20 -> {"whereis #{name}", ask(actor, fn -> Process.whereis(name) end)}
    end
  end

  ## The processes: each does what it is told, and leaves all other messages in its mailbox.

  defp start do
    pid = known(spawn(puppet()), self())
    {pid, watch(pid)}
  end

  defp spawned(actor, operation, slots, b) do
    puppet = puppet()
    options = if operation == 19, do: [:link], else: [:link, :monitor]
    did = {"spawn #{length(options)}", ask(actor, fn -> Process.spawn(puppet, options) end)}
    pid = Process.get(:known) |> Enum.filter(&is_pid/1) |> List.last()
    {did, List.replace_at(slots, b, {pid, watch(pid)})}
  end

  defp puppet do
    driver = self()
    fn -> obey(driver) end
  end

  defp obey(driver) do
    fun = receive(do: ({:do, fun} -> fun))

    case attempt(fun) do
      {:returned, {:exit, reason}} -> exit(reason)
      result -> :erlang.yield() && send(driver, {:did, self(), result})
    end

    obey(driver)
  end

  # What a process has done, in words.
  defp ask({pid, watch}, fun) do
    send(pid, {:do, fun})

    receive do
      {:did, ^pid, {:returned, messages}} when is_list(messages) -> messages |> Enum.map(&text/1) |> Enum.sort() |> Enum.join(", ")
      {:did, ^pid, {:returned, {child, ref}}} -> text(known(child, pid)) <> " " <> text(known(ref, pid))
      {:did, ^pid, {:returned, value}} -> text(known(value, pid))
      {:did, ^pid, :raised} -> "raised"
      {:DOWN, ^watch, _, _, _} = down -> send(self(), down) && "ended"
    end
  end

  ## All that follows from a step has happened when nobody ends any more and everybody answers.

  # The monitor that was set last is the last to be told, when all other signals of the end have been sent.
  defp watch_last({pid, nil}), do: {pid, nil}
  defp watch_last({pid, watch}), do: Process.demonitor(watch, [:flush]) && {pid, watch(pid)}

  defp settle(slots, deaths) do
    ended =
      for {pid, watch} <- slots, watch != nil, not Process.alive?(pid) or ask({pid, watch}, fn -> true end) == "ended", do: {pid, reason_of(watch)}

    if ended == [] do
      {slots, deaths}
    else
      slots = for {pid, watch} <- slots, do: if(List.keymember?(ended, pid, 0), do: {pid, nil}, else: {pid, watch})
      settle(slots, deaths ++ for({pid, reason} <- ended, do: "#{text(pid)} ended: #{reason}"))
    end
  end

  defp ended?(slots, {pid, _}), do: {pid, nil} in slots

  defp state({pid, nil}), do: "#{text(pid)} has ended"

  defp state({pid, _}) do
    info = Process.info(pid, [:links, :monitors, :message_queue_len, :trap_exit, :registered_name])
    monitors = for {:process, object} <- info[:monitors], do: if(is_tuple(object), do: elem(object, 0), else: object)
    name = if info[:registered_name] == [], do: nil, else: info[:registered_name]
    [text(pid), texts(info[:links]), texts(monitors), info[:message_queue_len], info[:trap_exit], name]
  end

  ## Words: processes and references are numbered in the order in which they were made.

  defp known(identity, maker) when is_pid(identity) or is_reference(identity) do
    known = Process.get(:known)
    if identity not in known, do: Process.put(:known, known ++ [identity])
    Process.put({:owner, identity}, maker)
    identity
  end

  defp known(value, _), do: value

  defp texts(values), do: values |> Enum.map(&text/1) |> Enum.sort() |> Enum.join(" ")

  defp text({:EXIT, from, reason}), do: "EXIT #{text(from)} #{reason}"
  defp text({:DOWN, ref, _, {name, _}, reason}), do: "DOWN #{text(ref)} #{name} #{reason}"
  defp text({:DOWN, ref, _, object, reason}), do: "DOWN #{text(ref)} #{text(object)} #{reason}"

  defp text(value) when is_pid(value) or is_reference(value) do
    case Enum.find_index(Process.get(:known), &(&1 == value)) do
      nil -> "unknown"
      index -> "#{if is_pid(value), do: "P", else: "R"}#{index}"
    end
  end

  defp text(value), do: to_string(value)

  defp pick(list, number), do: Enum.at(list, rem(number, length(list)))

  # Park and Miller's generator: the products stay below 2^53.
  defp random(count) do
    next = rem(Process.get(:random) * 16807, 2_147_483_647)
    Process.put(:random, next)
    rem(next, count)
  end
end

Trace.run(Random)
