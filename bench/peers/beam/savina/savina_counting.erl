%% Savina 2: a producer sends increments without waiting, then asks for the count.
-module(savina_counting).
-export([run/1]).

run(Increments) ->
    Counter = spawn(fun() -> count(0) end),
    produce(Counter, Increments),
    Counter ! {retrieve, self()},
    receive {result, Count} -> Count end.

produce(_, 0) -> ok;
produce(Counter, Left) ->
    Counter ! increment,
    produce(Counter, Left - 1).

count(Count) ->
    receive
        increment -> count(Count + 1);
        {retrieve, From} -> From ! {result, Count}
    end.
