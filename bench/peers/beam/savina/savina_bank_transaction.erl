%% Savina 15: a teller starts transfers; an account that pays waits for the receiver, while further transfers wait for
%% it. A reply carries a fresh reference, so that they are not looked at. Answers every final balance times the ordinal
%% of its account.
-module(savina_bank_transaction).
-export([run/2]).

-define(BALANCE, 1000000).

run(Accounts, Count) ->
    Pids = [spawn(fun() -> account(Ordinal, ?BALANCE) end) || Ordinal <- lists:seq(1, Accounts)],
    transfer(Count, list_to_tuple(Pids), draws:seed(123456)),
    [receive transferred -> ok end || _ <- lists:seq(1, Count)],
    [Pid ! {stop, self()} || Pid <- Pids],
    lists:sum([receive {balance, Weighted} -> Weighted end || _ <- Pids]).

transfer(0, _, _) -> ok;
transfer(Left, Accounts, State) ->
    Size = tuple_size(Accounts),
    First = draws:next(State),
    Second = draws:next(First),
    Third = draws:next(Second),
    From = First rem (Size div 10 * 8),
    To = From + max(1, Second rem (Size - From)),
    element(From + 1, Accounts) ! {credit, self(), Third rem 1000, element(To + 1, Accounts)},
    transfer(Left - 1, Accounts, Third).

account(Ordinal, Balance) ->
    receive
        {debit, Ref, From, Amount} ->
            From ! {reply, Ref},
            account(Ordinal, Balance + Amount);
        {credit, Teller, Amount, Recipient} ->
            Ref = make_ref(),
            Recipient ! {debit, Ref, self(), Amount},
            receive {reply, Ref} -> Teller ! transferred end,
            account(Ordinal, Balance - Amount);
        {stop, From} -> From ! {balance, Ordinal * Balance}
    end.
