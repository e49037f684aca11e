defmodule ProcessDictionary do
  use Trace

  scenario "87. the process dictionary is not inherited", log do
    Process.put(:key, :mine)
    {_, ref} = spawn_monitor(fn -> exit({:got, Process.get(:key), Process.get_keys()}) end)
    log.(reason_of(ref))
    log.(Process.get(:key))
  end

  scenario "87. trapping is not inherited", log do
    Process.flag(:trap_exit, true)
    {_, ref} = spawn_monitor(fn -> exit({:trapped, Process.flag(:trap_exit, true)}) end)
    log.(reason_of(ref))
  end

  scenario "87. links are not inherited", log do
    Process.link(waiting())
    {_, ref} = spawn_monitor(fn -> exit({:links, Process.info(self(), :links) |> elem(1)}) end)
    log.(reason_of(ref))
  end

  scenario "87. names are not inherited", log do
    Process.register(self(), :not_inherited)
    {_, ref} = spawn_monitor(fn -> exit({:named, Process.whereis(:not_inherited) == self()}) end)
    log.(reason_of(ref))
  end

  scenario "87. monitors are not inherited", log do
    Process.monitor(waiting())
    {_, ref} = spawn_monitor(fn -> exit({:monitors, Process.info(self(), :monitors) |> elem(1)}) end)
    log.(reason_of(ref))
  end

  scenario "§1.2 put and delete return the value before", log do
    log.([Process.put(:key, 1), Process.put(:key, 2), Process.get(:key)])
    log.([Process.delete(:key), Process.delete(:key), Process.get(:key)])
  end

  scenario "§1.2 get_keys lists the keys", log do
    for {key, value} <- [a: 1, b: 2, c: 1], do: Process.put(key, value)
    log.(Enum.sort(Process.get_keys()))
    Process.delete(:b)
    log.(Enum.sort(Process.get_keys()))
  end

  scenario "§1.2 keys are compared by value for strings and numbers", log do
    Process.put("text", :by_text)
    Process.put(1, :by_number)
    log.([Process.get("text"), Process.get(1), Process.get("1")])
  end

  scenario "§1.2 info shows the dictionary", log do
    Process.put("shown", 1)
    {:dictionary, dictionary} = Process.info(self(), :dictionary)
    log.(for {"shown", value} <- dictionary, do: value)
  end
end

Trace.run(ProcessDictionary)
