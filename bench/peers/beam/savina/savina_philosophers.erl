%% Savina 11: philosophers ask an arbitrator for both forks, and ask again at once when they are denied. Answers the
%% meals of all philosophers together.
-module(savina_philosophers).
-export([run/2]).

run(Count, Rounds) ->
    Arbitrator = self(),
    [spawn(fun() -> philosopher(Arbitrator, Id, 0, Rounds) end) || Id <- lists:seq(0, Count - 1)],
    arbitrate(erlang:make_tuple(Count, free), Count, 0).

arbitrate(_, 0, Meals) -> Meals;
arbitrate(Forks, Left, Meals) ->
    receive
        {hungry, From, Id} ->
            {One, Other} = forks(Id, Forks),
            case {element(One, Forks), element(Other, Forks)} of
                {free, free} ->
                    From ! eat,
                    arbitrate(setelement(One, setelement(Other, Forks, taken), taken), Left, Meals);
                _ ->
                    From ! denied,
                    arbitrate(Forks, Left, Meals)
            end;
        {done, Id} ->
            {One, Other} = forks(Id, Forks),
            arbitrate(setelement(One, setelement(Other, Forks, free), free), Left, Meals);
        {exit, Eaten} -> arbitrate(Forks, Left - 1, Meals + Eaten)
    end.

forks(Id, Forks) -> {Id + 1, (Id + 1) rem tuple_size(Forks) + 1}.

philosopher(Arbitrator, _, Rounds, Rounds) -> Arbitrator ! {exit, Rounds};
philosopher(Arbitrator, Id, Meals, Rounds) ->
    Arbitrator ! {hungry, self(), Id},
    receive
        denied -> philosopher(Arbitrator, Id, Meals, Rounds);
        eat ->
            Arbitrator ! {done, Id},
            philosopher(Arbitrator, Id, Meals + 1, Rounds)
    end.
