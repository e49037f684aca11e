%% Savina 9: workers add to a sorted list that one process holds, look for values in it, and ask for its size. Answers
%% the size in the end.
-module(savina_sorted_list).
-export([run/4]).

run(Workers, Requests, WritePercent, SizePercent) ->
    Main = self(),
    List = spawn(fun() -> list([], 0) end),
    [spawn(fun() -> worker(List, Main, draws:seed(Id + Requests + WritePercent + SizePercent), Requests, WritePercent, SizePercent) end)
     || Id <- lists:seq(0, Workers - 1)],
    [receive done -> ok end || _ <- lists:seq(1, Workers)],
    List ! {size, Main},
    receive
        {result, Size} ->
            List ! 'end',
            Size
    end.

worker(_, Main, _, 0, _, _) -> Main ! done;
worker(List, Main, State, Left, WritePercent, SizePercent) ->
    First = draws:next(State),
    Last =
        case First rem 100 of
            Percent when Percent < SizePercent ->
                List ! {size, self()},
                First;
            Percent when Percent < SizePercent + WritePercent ->
                Value = draws:next(First),
                List ! {add, self(), Value},
                Value;
            _ ->
                Value = draws:next(First),
                List ! {contains, self(), Value},
                Value
        end,
    receive {result, _} -> worker(List, Main, Last, Left - 1, WritePercent, SizePercent) end.

list(Values, Size) ->
    receive
        {add, From, Value} ->
            From ! {result, Value},
            list(add(Value, Values), Size + 1);
        {contains, From, Value} ->
            From ! {result, contains(Value, Values)},
            list(Values, Size);
        {size, From} ->
            From ! {result, Size},
            list(Values, Size);
        'end' -> ok
    end.

add(Value, [First | Rest]) when First < Value -> [First | add(Value, Rest)];
add(Value, Values) -> [Value | Values].

contains(Value, [First | Rest]) when First < Value -> contains(Value, Rest);
contains(Value, [Value | _]) -> true;
contains(_, _) -> false.
