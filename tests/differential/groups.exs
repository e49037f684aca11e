defmodule Groups do
  use Trace

  # The scope outlives the scenarios, each of which has groups of its own. In OTP 25 it does not outlive a process that ends
  # with a monitor, so each scenario takes its monitors away.
  def scope do
    case :pg.start(:pg) do
      {:ok, _} -> :ok
      {:error, {:already_started, _}} -> :ok
    end
  end

  # The scope hears of an end when it does.
  def eventually(group, count) do
    if length(:pg.get_members(group)) != count, do: Process.sleep(1) && eventually(group, count)
    count
  end

  def changes(group), do: for({_ref, type, ^group, pids} <- drain(), do: [type, pids])

  scenario "§1.13 members are those who joined; an unknown group has none", log do
    scope()
    log.(:pg.get_members(:g1))
    pid = waiting()
    log.(:pg.join(:g1, self()))
    log.(:pg.join(:g1, [pid]))
    members = :pg.get_members(:g1)
    log.([length(members), self() in members, pid in members])
  end

  scenario "§1.13 who joins twice is there twice, and must leave twice", log do
    scope()
    :pg.join(:g2, self())
    :pg.join(:g2, self())
    log.(length(:pg.get_members(:g2)))
    log.(:pg.leave(:g2, self()) == :ok)
    log.(length(:pg.get_members(:g2)))
    log.(:pg.leave(:g2, self()) == :ok)
    log.(:pg.get_members(:g2))
  end

  scenario "§1.13 leaving a group that one is not in is not joined", log do
    scope()
    log.(:pg.leave(:g3, self()) == :ok)
    :pg.join(:g3, waiting())
    log.(:pg.leave(:g3, self()) == :ok)
    log.(:pg.leave(:g3, []) == :ok)
  end

  scenario "§1.13 only groups with members are there", log do
    scope()
    log.(:g4 in :pg.which_groups())
    :pg.join(:g4, self())
    log.(:g4 in :pg.which_groups())
    :pg.leave(:g4, self())
    log.(:g4 in :pg.which_groups())
  end

  scenario "§1.13 a member that ends leaves all its groups", log do
    scope()
    pid = waiting()
    for group <- [:g5, :g5, :g5_other], do: :pg.join(group, pid)
    ref = watch(pid)
    finish(pid, :done)
    log.(reason_of(ref))
    log.(eventually(:g5, 0))
    log.(eventually(:g5_other, 0))
    log.(:g5 in :pg.which_groups())
  end

  scenario "§1.13 a monitor tells who was there, and then of join and leave", log do
    scope()
    pid = waiting()
    :pg.join(:g6, pid)
    {ref, members} = :pg.monitor(:g6)
    log.(members)
    :pg.join(:g6, [self(), pid])
    :pg.join(:g6_other, pid)
    :pg.leave(:g6, pid)
    log.(changes(:g6))
    log.(drain())
    :pg.demonitor(ref)
  end

  scenario "§1.13 a monitor tells of a member that ends", log do
    scope()
    pid = waiting()
    :pg.join(:g7, pid)
    {ref, _members} = :pg.monitor(:g7)
    finish(pid, :done)
    log.(eventually(:g7, 0))
    queued(1)
    log.(changes(:g7))
    :pg.demonitor(ref)
  end

  scenario "§1.13 a monitor of the scope tells of all groups", log do
    scope()
    :pg.join(:g8, self())
    {ref, groups} = :pg.monitor_scope()
    log.(groups[:g8])
    :pg.join(:g8_new, self())
    :pg.leave(:g8, self())
    log.(for {_ref, type, group, pids} <- drain(), group in [:g8, :g8_new], do: [type, group, pids])
    :pg.demonitor(ref)
  end

  scenario "§1.13 demonitor takes the messages out, and is false for the second time", log do
    scope()
    {ref, []} = :pg.monitor(:g9)
    {other, []} = :pg.monitor(:g9)
    send(self(), :kept)
    :pg.join(:g9, self())
    log.(:pg.demonitor(ref) == :ok)
    log.(:pg.demonitor(ref) == :ok)
    :pg.leave(:g9, self())
    log.(drain() |> Enum.map(fn message -> if is_tuple(message), do: [elem(message, 1), elem(message, 0) == other], else: message end))
    :pg.demonitor(other)
  end
end

Trace.run(Groups)
