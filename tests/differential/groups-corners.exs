defmodule GroupsCorners do
  use Trace
  import Groups, only: [scope: 0, eventually: 2]

  def told(messages, refs \\ nil),
    do: for({ref, type, group, pids} <- messages, do: if(refs, do: [Enum.find_index(refs, &(&1 == ref)), type, group, pids], else: [type, group, pids]))

  scenario "§1.13 the end of a member that joined twice, as a monitor tells it", log do
    scope()
    pid = waiting()
    for group <- [:h1, :h1, :h1], do: :pg.join(group, pid)
    {ref, _} = :pg.monitor(:h1)
    finish(pid, :done)
    log.(eventually(:h1, 0))
    queued(3)
    log.(told(drain()))
    :pg.demonitor(ref)
  end

  scenario "§1.13 joins and leaves of several at once, as a monitor tells them", log do
    scope()
    [one, other] = [waiting(), waiting()]
    {ref, _} = :pg.monitor(:h2)
    :pg.join(:h2, [one, other, one])
    log.(length(:pg.get_members(:h2)))
    log.(:pg.leave(:h2, [one, other]) == :ok)
    log.(:pg.get_members(:h2))
    log.(:pg.leave(:h2, one) == :ok)
    log.(:pg.leave(:h2, one) == :ok)
    log.(Enum.map(told(drain()), fn [type, group, pids] -> [type, group, Enum.sort(pids)] end))
    :pg.demonitor(ref)
  end

  scenario "§1.13 several monitors of one process, and the end of one", log do
    scope()
    {first, _} = :pg.monitor(:h3)
    {second, _} = :pg.monitor(:h3)
    :pg.join(:h3, self())
    log.(Enum.sort(told(drain(), [first, second])))
    :pg.demonitor(first)
    :pg.leave(:h3, self())
    log.(told(drain(), [first, second]))
    :pg.demonitor(second)
  end

  scenario "§1.13 members of equal names, by value", log do
    scope()
    :pg.join([1, "a"], self())
    log.(:pg.get_members([1, "a"]) == [self()])
    log.(:pg.get_members([1, "b"]))
    :pg.leave([1, "a"], self())
    log.([1, "a"] in :pg.which_groups())
  end

  scenario "§1.13 demonitor of what is no monitor, and of another's", log do
    scope()
    me = self()
    {ref, _} = :pg.monitor(:h5)
    log.(:pg.demonitor(make_ref()) == :ok)
    :pg.join(:h5, me)
    log.(length(told(drain())))
    log.(:pg.demonitor(ref) == :ok)
    :pg.leave(:h5, me)
    log.(drain())
  end
end

Trace.run(GroupsCorners)
