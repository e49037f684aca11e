%% Savina 12: customers enter a waiting room, and come back at once when it is full; a barber takes them one by one.
%% Answers the haircuts.
-module(savina_sleeping_barber).
-export([run/4]).

-define(SEED, 74755).

run(Haircuts, Seats, ProductionRate, HaircutRate) ->
    Barber = spawn(fun() -> barber(draws:seed(?SEED), HaircutRate) end),
    Room = spawn(fun() -> room(queue:new(), 0, Seats, asleep, Barber) end),
    produce(Haircuts, Room, self(), draws:seed(?SEED), ProductionRate),
    serve(0, Haircuts, Room).

produce(0, _, _, _, _) -> ok;
produce(Left, Room, Factory, State, Rate) ->
    Room ! {enter, spawn(fun() -> customer(Factory) end)},
    Number = draws:next(State),
    draws:busy_wait(Number rem Rate + 10),
    produce(Left - 1, Room, Factory, Number, Rate).

serve(Haircuts, Haircuts, Room) ->
    Room ! exit,
    Haircuts;
serve(Done, Haircuts, Room) ->
    receive
        done -> serve(Done + 1, Haircuts, Room);
        {returned, Customer} ->
            Room ! {enter, Customer},
            serve(Done, Haircuts, Room)
    end.

room(Waiting, Size, Seats, Barbers, Barber) ->
    receive
        {enter, Customer} when Size =:= Seats ->
            Customer ! full,
            room(Waiting, Size, Seats, Barbers, Barber);
        {enter, Customer} when Barbers =:= asleep ->
            self() ! next,
            room(queue:in(Customer, Waiting), Size + 1, Seats, awake, Barber);
        {enter, Customer} ->
            Customer ! wait,
            room(queue:in(Customer, Waiting), Size + 1, Seats, awake, Barber);
        next ->
            case queue:out(Waiting) of
                {{value, Customer}, Rest} ->
                    Barber ! {enter, Customer, self()},
                    room(Rest, Size - 1, Seats, awake, Barber);
                {empty, _} ->
                    Barber ! wait,
                    room(Waiting, 0, Seats, asleep, Barber)
            end;
        exit -> Barber ! exit
    end.

barber(State, Rate) ->
    receive
        {enter, Customer, Room} ->
            Number = draws:next(State),
            Customer ! start,
            draws:busy_wait(Number rem Rate + 10),
            Customer ! done,
            Room ! next,
            barber(Number, Rate);
        wait -> barber(State, Rate);
        exit -> ok
    end.

customer(Factory) ->
    receive
        full ->
            Factory ! {returned, self()},
            customer(Factory);
        done -> Factory ! done;
        _ -> customer(Factory)
    end.
