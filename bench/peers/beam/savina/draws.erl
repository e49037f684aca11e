%% The random numbers of the Savina programs, the same as in ../../../savina/random.ts. A state is the last number drawn.
-module(draws).
-export([seed/1, next/1, busy_wait/1]).

seed(Number) -> Number band 65535.

next(State) -> (State * 1309 + 13849) band 65535.

%% So many draws. Answers the last.
busy_wait(Count) -> busy_wait(Count, seed(Count)).

busy_wait(0, Last) -> Last;
busy_wait(Left, State) -> busy_wait(Left - 1, next(State)).
