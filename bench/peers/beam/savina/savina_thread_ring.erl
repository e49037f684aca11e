%% Savina 5: a ping goes round until it has no hops left, then an exit ends the members one after another. Answers the
%% ordinal of the member that the ping ended at, plus the number of those that ended.
-module(savina_thread_ring).
-export([run/2]).

run(Members, Pings) ->
    Main = self(),
    [First | Others] = Ring = [spawn(fun() -> member(Id, Main) end) || Id <- lists:seq(0, Members - 1)],
    [Pid ! {data, Next} || {Pid, Next} <- lists:zip(Ring, Others ++ [First])],
    First ! {ping, Pings},
    Last = receive {last, Id} -> Id end,
    Last + length([receive ended -> ended end || _ <- Ring]).

member(Id, Main) ->
    receive {data, Next} -> member(Id, Next, Main) end.

member(Id, Next, Main) ->
    receive
        {ping, 0} ->
            Main ! {last, Id},
            Next ! exit,
            member(Id, Next, Main);
        {ping, Left} ->
            Next ! {ping, Left - 1},
            member(Id, Next, Main);
        exit ->
            Main ! ended,
            Next ! exit
    end.
