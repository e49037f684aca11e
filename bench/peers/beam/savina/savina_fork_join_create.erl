%% Savina 3: processes that compute a little at their first message, and end. Each counts itself.
-module(savina_fork_join_create).
-export([run/1]).

run(Processes) ->
    Ended = counters:new(1, []),
    start(Processes, Ended),
    await(Processes, Ended).

start(0, _) -> ok;
start(Left, Ended) ->
    spawn(fun() -> receive go -> counters:add(Ended, 1, work:compute(37.2)) end end) ! go,
    start(Left - 1, Ended).

await(Processes, Ended) ->
    case counters:get(Ended, 1) of
        Processes -> Processes;
        _ -> erlang:yield(), await(Processes, Ended)
    end.
