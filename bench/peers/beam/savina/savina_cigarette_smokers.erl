%% Savina 13: an arbiter wakes a random smoker, which says that it has started and is busy for a while. Answers the rounds.
-module(savina_cigarette_smokers).
-export([run/2]).

run(Rounds, Smokers) ->
    Arbiter = self(),
    Pids = [spawn(fun() -> smoker(Arbiter) end) || _ <- lists:seq(1, Smokers)],
    Started = arbitrate(list_to_tuple(Pids), draws:seed(Rounds * Smokers), 0, Rounds),
    [Pid ! exit || Pid <- Pids],
    Started.

arbitrate(_, _, Rounds, Rounds) -> Rounds;
arbitrate(Smokers, State, Started, Rounds) ->
    Index = draws:next(State),
    Busy = draws:next(Index),
    element(Index rem tuple_size(Smokers) + 1, Smokers) ! {start, Busy rem 1000 + 10},
    receive started -> arbitrate(Smokers, Busy, Started + 1, Rounds) end.

smoker(Arbiter) ->
    receive
        {start, Busy} ->
            Arbiter ! started,
            draws:busy_wait(Busy),
            smoker(Arbiter);
        exit -> ok
    end.
