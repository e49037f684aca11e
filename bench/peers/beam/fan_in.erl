%% Senders that never wait send {inc, N} to one receiver, which adds up. Answers the sum.
-module(fan_in).
-export([run/2]).

run(Senders, Each) ->
    Receiver = self(),
    [spawn(fun() -> increment(Receiver, Each) end) || _ <- lists:seq(1, Senders)],
    sum(Senders * Each, 0).

increment(_, 0) -> ok;
increment(Receiver, N) ->
    Receiver ! {inc, N},
    increment(Receiver, N - 1).

sum(0, Sum) -> Sum;
sum(Left, Sum) ->
    receive {inc, N} -> sum(Left - 1, Sum + N) end.
