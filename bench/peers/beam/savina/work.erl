%% What the Savina programs compute beside their messages, as in ../../../savina/compute.ts.
-module(work).
-export([compute/1, process_item/2, next_term/2]).

%% The little work of a fork-join process. Always 1, which counts it.
compute(Theta) ->
    Sine = math:sin(Theta),
    if Sine * Sine > 0 -> 1; true -> 0 end.

%% The work on one item of the bounded buffer: a hundred logarithms for each unit of cost.
process_item(Item, Cost) -> process_item(Item, Cost * 100, draws:seed(Cost)).

process_item(Result, 0, _) -> Result;
process_item(Result, Left, State) ->
    Number = draws:next(State),
    process_item(Result + math:log(1 / (Number + 1) + 0.01), Left - 1, Number).

%% The next term of a series of the logistic map.
next_term(Term, Rate) -> Rate * Term * (1 - Term).
