%% Savina 14: each worker has its series computed term by term, while the requests for the terms to come wait in its
%% mailbox. A reply carries a fresh reference, so that they are not looked at. Answers the sum of the last terms, in
%% millionths.
-module(savina_logistic_map).
-export([run/2]).

run(Series, Terms) ->
    Computers = [spawn(fun() -> computer(3.46 + I * 0.0025) end) || I <- lists:seq(0, Series - 1)],
    Workers = [spawn(fun() -> worker(Computer, I * 0.0025) end) || {I, Computer} <- lists:zip(lists:seq(0, Series - 1), Computers)],
    request(Workers, Terms),
    [Worker ! {get, self()} || Worker <- Workers],
    Sum = lists:sum([receive {term, Term} -> Term end || _ <- Workers]),
    [Computer ! stop || Computer <- Computers],
    round(Sum * 1.0e6).

request(_, 0) -> ok;
request(Workers, Left) ->
    [Worker ! next || Worker <- Workers],
    request(Workers, Left - 1).

worker(Computer, Term) ->
    receive
        next ->
            Ref = make_ref(),
            Computer ! {compute, Ref, self(), Term},
            receive {result, Ref, Next} -> worker(Computer, Next) end;
        {get, From} -> From ! {term, Term}
    end.

computer(Rate) ->
    receive
        {compute, Ref, From, Term} ->
            From ! {result, Ref, work:next_term(Term, Rate)},
            computer(Rate);
        stop -> ok
    end.
