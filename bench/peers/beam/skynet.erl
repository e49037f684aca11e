%% A tree of width 10: a leaf sends its ordinal up, an inner process the sum of its ten. Answers the sum at the root.
-module(skynet).
-export([run/1]).

run(Leaves) ->
    Main = self(),
    spawn(fun() -> node(Main, 0, Leaves) end),
    receive Sum -> Sum end.

node(Parent, Ordinal, 1) -> Parent ! Ordinal;
node(Parent, Ordinal, Leaves) ->
    Self = self(),
    Below = Leaves div 10,
    [spawn(fun() -> node(Self, Ordinal + Child * Below, Below) end) || Child <- lists:seq(0, 9)],
    Parent ! sum(10, 0).

sum(0, Sum) -> Sum;
sum(Left, Sum) ->
    receive N -> sum(Left - 1, Sum + N) end.
