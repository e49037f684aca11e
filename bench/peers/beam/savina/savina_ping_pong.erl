%% Savina 1: a ping and a pong without contents. Answers the pongs.
-module(savina_ping_pong).
-export([run/1]).

run(Pings) ->
    Ponger = spawn(fun pong/0),
    ping(Ponger, 0, Pings).

ping(Ponger, Pings, Pings) ->
    Ponger ! stop,
    Pings;
ping(Ponger, Pongs, Pings) ->
    Ponger ! {ping, self()},
    receive pong -> ping(Ponger, Pongs + 1, Pings) end.

pong() ->
    receive
        {ping, From} -> From ! pong, pong();
        stop -> ok
    end.
