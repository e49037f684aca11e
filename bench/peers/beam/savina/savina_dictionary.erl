%% Savina 8: workers read and write a map that one process holds. Answers how many keys it has in the end.
-module(savina_dictionary).
-export([run/3]).

%% The suite's number of possible keys.
-define(KEYS, 524287).

run(Workers, Requests, WritePercent) ->
    Main = self(),
    Dictionary = spawn(fun() -> dictionary(#{}) end),
    [spawn(fun() -> worker(Dictionary, Main, draws:seed(Id + Requests + WritePercent), Requests, WritePercent) end)
     || Id <- lists:seq(0, Workers - 1)],
    [receive done -> ok end || _ <- lists:seq(1, Workers)],
    Dictionary ! {'end', Main},
    receive {size, Size} -> Size end.

worker(_, Main, _, 0, _) -> Main ! done;
worker(Dictionary, Main, State, Left, WritePercent) ->
    First = draws:next(State),
    Second = draws:next(First),
    Third = draws:next(Second),
    Key = (Second * 65536 + Third) rem ?KEYS,
    Last =
        case First rem 100 < WritePercent of
            true ->
                Value = draws:next(Third),
                Dictionary ! {write, self(), Key, Value},
                Value;
            false ->
                Dictionary ! {read, self(), Key},
                Third
        end,
    receive {result, _} -> worker(Dictionary, Main, Last, Left - 1, WritePercent) end.

dictionary(Map) ->
    receive
        {write, From, Key, Value} ->
            From ! {result, Value},
            dictionary(Map#{Key => Value});
        {read, From, Key} ->
            From ! {result, maps:get(Key, Map, 0)},
            dictionary(Map);
        {'end', From} ->
            From ! {size, map_size(Map)}
    end.
