%% Savina 30: a process for each call of the recursive function.
-module(savina_fibonacci).
-export([run/1]).

run(N) ->
    Main = self(),
    spawn(fun() -> fib(N, Main) end),
    receive {response, Value} -> Value end.

fib(N, Parent) when N =< 2 -> Parent ! {response, 1};
fib(N, Parent) ->
    Self = self(),
    spawn(fun() -> fib(N - 1, Self) end),
    spawn(fun() -> fib(N - 2, Self) end),
    receive {response, One} -> receive {response, Other} -> Parent ! {response, One + Other} end end.
