%% Savina 4: messages to all workers in turn, each of which computes a little and tells its count at the last one.
-module(savina_fork_join_throughput).
-export([run/2]).

run(Workers, Messages) ->
    Main = self(),
    Pids = [spawn(fun() -> work(Messages, 0, Main) end) || _ <- lists:seq(1, Workers)],
    send(Pids, Messages),
    lists:sum([receive {done, Count} -> Count end || _ <- Pids]).

send(_, 0) -> ok;
send(Pids, Left) ->
    [Pid ! go || Pid <- Pids],
    send(Pids, Left - 1).

work(0, Count, Main) -> Main ! {done, Count};
work(Left, Count, Main) ->
    receive go -> work(Left - 1, Count + work:compute(37.2), Main) end.
