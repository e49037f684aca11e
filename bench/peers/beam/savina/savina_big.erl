%% Savina 7: every process pings random others, one ping in flight each, and answers whoever pings it. Answers the pongs
%% of all processes together.
-module(savina_big).
-export([run/2]).

run(Processes, Pings) ->
    Sink = self(),
    Pids = [spawn(fun() -> member(Id, Pings, Sink) end) || Id <- lists:seq(0, Processes - 1)],
    Neighbours = list_to_tuple(Pids),
    [Pid ! {neighbours, Neighbours} || Pid <- Pids],
    Pongs = lists:sum([receive {done, Count} -> Count end || _ <- Pids]),
    [Pid ! exit || Pid <- Pids],
    Pongs.

member(Id, Pings, Sink) ->
    receive
        {neighbours, Neighbours} -> ping(Id, Neighbours, Sink, draws:seed(Id), 0, Pings)
    end.

ping(Id, Neighbours, Sink, _, Pings, Pings) ->
    Sink ! {done, Pings},
    rest(Id, Neighbours);
ping(Id, Neighbours, Sink, State, Pongs, Pings) ->
    Number = draws:next(State),
    Target = Number rem tuple_size(Neighbours),
    element(Target + 1, Neighbours) ! {ping, Id},
    wait(Id, Neighbours, Sink, Number, Target, Pongs, Pings).

wait(Id, Neighbours, Sink, State, Target, Pongs, Pings) ->
    receive
        {ping, Sender} ->
            element(Sender + 1, Neighbours) ! {pong, Id},
            wait(Id, Neighbours, Sink, State, Target, Pongs, Pings);
        {pong, Sender} ->
            Sender = Target,
            ping(Id, Neighbours, Sink, State, Pongs + 1, Pings)
    end.

%% Done with its own pings, and still there for those of others.
rest(Id, Neighbours) ->
    receive
        {ping, Sender} ->
            element(Sender + 1, Neighbours) ! {pong, Id},
            rest(Id, Neighbours);
        exit -> ok
    end.
