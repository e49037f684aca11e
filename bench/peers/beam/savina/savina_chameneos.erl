%% Savina 6: creatures meet in pairs at a mall, take on a colour that depends on both, and come again. Answers the sum
%% of what the creatures counted: each meeting twice.
-module(savina_chameneos).
-export([run/2]).

run(Creatures, Meetings) ->
    Mall = self(),
    [spawn(fun() -> creature(Mall, element(Id rem 3 + 1, {red, yellow, blue}), 0) end) || Id <- lists:seq(0, Creatures - 1)],
    mall(Creatures, Meetings, none, 0).

mall(0, _, _, Sum) -> Sum;
mall(Creatures, Left, Waiting, Sum) ->
    receive
        {count, Meetings} ->
            mall(Creatures - 1, Left, Waiting, Sum + Meetings);
        {meet, From, _} when Left =:= 0 ->
            From ! exit,
            mall(Creatures, Left, Waiting, Sum);
        {meet, From, _} when Waiting =:= none ->
            mall(Creatures, Left, From, Sum);
        Meet ->
            Waiting ! Meet,
            mall(Creatures, Left - 1, none, Sum)
    end.

creature(Mall, Colour, Meetings) ->
    Mall ! {meet, self(), Colour},
    receive
        {meet, From, Other} ->
            New = complement(Colour, Other),
            From ! {change, New},
            creature(Mall, New, Meetings + 1);
        {change, New} -> creature(Mall, New, Meetings + 1);
        exit -> Mall ! {count, Meetings}
    end.

complement(Colour, Colour) -> Colour;
complement(One, Other) when One =/= red, Other =/= red -> red;
complement(One, Other) when One =/= yellow, Other =/= yellow -> yellow;
complement(_, _) -> blue.
