%% One client calls a gen_server that counts what it is asked to add; Unwanted messages wait in its mailbox.
-module(call).
-behaviour(gen_server).
-export([run/2, init/1, handle_call/3, handle_cast/2]).

run(Calls, Unwanted) ->
    {ok, Counter} = gen_server:start_link(?MODULE, 0, []),
    [self() ! {unwanted, I} || I <- lists:seq(1, Unwanted)],
    calls(Counter, 0, Calls).

calls(_, Count, 0) -> Count;
calls(Counter, _, Left) -> calls(Counter, gen_server:call(Counter, {add, 1}), Left - 1).

init(Count) -> {ok, Count}.

handle_call({add, Amount}, _From, Count) -> {reply, Count + Amount, Count + Amount}.

handle_cast(_, Count) -> {noreply, Count}.
