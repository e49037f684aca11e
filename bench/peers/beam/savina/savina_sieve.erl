%% Savina 18: odd numbers go through a chain of filters, each of which holds so many primes and grows the next one.
%% Answers how many primes there are below the limit.
-module(savina_sieve).
-export([run/2]).

run(Limit, PrimesEach) ->
    Main = self(),
    First = spawn(fun() -> grow([2], 1, PrimesEach, 0, Main) end),
    produce(First, 3, Limit),
    receive {primes, Count} -> Count end.

produce(First, Candidate, Limit) when Candidate >= Limit -> First ! exit;
produce(First, Candidate, Limit) ->
    First ! Candidate,
    produce(First, Candidate + 2, Limit).

%% A filter that has room keeps the primes it finds, the smallest in front, which most candidates fail at.
grow(Primes, Count, PrimesEach, Before, Main) ->
    receive
        exit -> Main ! {primes, Before + Count};
        Candidate ->
            case is_prime_to(Primes, Candidate) of
                false -> grow(Primes, Count, PrimesEach, Before, Main);
                true when Count < PrimesEach -> grow(Primes ++ [Candidate], Count + 1, PrimesEach, Before, Main);
                true -> pass(Primes, spawn(fun() -> grow([Candidate], 1, PrimesEach, Before + Count, Main) end))
            end
    end.

%% A full one passes on what none of its primes divides.
pass(Primes, Next) ->
    receive
        exit -> Next ! exit;
        Candidate ->
            case is_prime_to(Primes, Candidate) of
                true -> Next ! Candidate;
                false -> ok
            end,
            pass(Primes, Next)
    end.

is_prime_to([], _) -> true;
is_prime_to([Prime | _], Candidate) when Candidate rem Prime =:= 0 -> false;
is_prime_to([_ | Primes], Candidate) -> is_prime_to(Primes, Candidate).
