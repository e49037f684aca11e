%% An integer goes round a ring and loses one at each hop. The member it reaches as 0 sends one more lap, of negative
%% numbers, which ends the others on its way, and answers what comes back: minus the number of members, if none is lost.
-module(ring).
-export([run/2]).

run(Members, Hops) ->
    Main = self(),
    First = spawn(fun() -> first(Members, Main) end),
    First ! Hops,
    receive {last_lap, N} -> N end.

%% The first member builds the others backwards, so that each is born knowing its neighbour.
first(Members, Main) ->
    Self = self(),
    member(lists:foldl(fun(_, Next) -> spawn(fun() -> member(Next, Main) end) end, Self, lists:seq(2, Members)), Main).

member(Next, Main) ->
    receive
        0 ->
            Next ! -1,
            receive N -> Main ! {last_lap, N} end;
        N when N < 0 -> Next ! N - 1;
        N ->
            Next ! N - 1,
            member(Next, Main)
    end.
