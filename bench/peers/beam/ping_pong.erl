%% Two processes exchange {ping, From, V} and {pong, V}. Answers the number of right pongs.
-module(ping_pong).
-export([run/1]).

run(Trips) ->
    Ponger = spawn(fun() -> pong(Trips) end),
    ping(Ponger, 0, Trips).

ping(_, Trips, Trips) -> Trips;
ping(Ponger, V, Trips) ->
    Ponger ! {ping, self(), V},
    receive {pong, V} -> ping(Ponger, V + 1, Trips) end.

pong(0) -> ok;
pong(Trips) ->
    receive {ping, From, V} -> From ! {pong, V} end,
    pong(Trips - 1).
