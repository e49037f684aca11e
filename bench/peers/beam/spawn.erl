%% Spawns processes that end at once. Each counts itself, so that the round ends when all have run and not when all
%% have been started; the counter is an atomic add, which is as near to an empty body as a checked one comes.
-module(spawn).
-export([run/1]).

run(Processes) ->
    Ended = counters:new(1, []),
    start(Processes, Ended),
    await(Processes, Ended).

start(0, _) -> ok;
start(Left, Ended) ->
    spawn(fun() -> counters:add(Ended, 1, 1) end),
    start(Left - 1, Ended).

await(Processes, Ended) ->
    case counters:get(Ended, 1) of
        Processes -> Processes;
        _ -> erlang:yield(), await(Processes, Ended)
    end.
