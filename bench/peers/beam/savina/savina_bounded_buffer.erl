%% Savina 10: producers and consumers with work on each item, and a manager that holds the buffer between them. Answers
%% how many items were consumed.
-module(savina_bounded_buffer).
-export([run/5]).

-record(manager, {producers, consumers, limit, idle_producers = queue:new(), idle_consumers, idle_count, buffer = queue:new(),
                  buffered = 0, ended = 0, consumed = 0}).

run(Producers, Consumers, Size, Items, Cost) ->
    Manager = self(),
    All = [spawn(fun() -> consumer(Manager, 0.0, Cost) end) || _ <- lists:seq(1, Consumers)],
    [spawn(fun() -> producer(Manager, 0.0, Items, Cost) end) ! produce || _ <- lists:seq(1, Producers)],
    Consumed = manage(#manager{producers = Producers, consumers = Consumers, limit = Size - Producers,
                               idle_consumers = queue:from_list(All), idle_count = Consumers}),
    [Pid ! exit || Pid <- All],
    Consumed.

manage(#manager{producers = Ended, ended = Ended, consumers = Idle, idle_count = Idle, consumed = Consumed}) -> Consumed;
manage(State) ->
    receive
        {item, _, Producer} = Item -> manage(produced(Producer, delivered(Item, State)));
        {available, Consumer} -> manage(available(Consumer, State#manager{consumed = State#manager.consumed + 1}));
        ended -> manage(State#manager{ended = State#manager.ended + 1})
    end.

delivered(Item, #manager{idle_count = 0, buffer = Buffer, buffered = Buffered} = State) ->
    State#manager{buffer = queue:in(Item, Buffer), buffered = Buffered + 1};
delivered(Item, #manager{idle_consumers = Idle, idle_count = Count} = State) ->
    {{value, Consumer}, Rest} = queue:out(Idle),
    Consumer ! Item,
    State#manager{idle_consumers = Rest, idle_count = Count - 1}.

produced(Producer, #manager{buffered = Buffered, limit = Limit, idle_producers = Idle} = State) when Buffered >= Limit ->
    State#manager{idle_producers = queue:in(Producer, Idle)};
produced(Producer, State) ->
    Producer ! produce,
    State.

available(Consumer, #manager{buffered = 0, idle_consumers = Idle, idle_count = Count} = State) ->
    State#manager{idle_consumers = queue:in(Consumer, Idle), idle_count = Count + 1};
available(Consumer, #manager{buffer = Buffer, buffered = Buffered, idle_producers = Idle} = State) ->
    {{value, Item}, Rest} = queue:out(Buffer),
    Consumer ! Item,
    case queue:out(Idle) of
        {{value, Producer}, Others} ->
            Producer ! produce,
            State#manager{buffer = Rest, buffered = Buffered - 1, idle_producers = Others};
        {empty, _} ->
            State#manager{buffer = Rest, buffered = Buffered - 1}
    end.

producer(Manager, _, 0, _) ->
    receive produce -> Manager ! ended end;
producer(Manager, Data, Left, Cost) ->
    receive
        produce ->
            Next = work:process_item(Data, Cost),
            Manager ! {item, Next, self()},
            producer(Manager, Next, Left - 1, Cost)
    end.

consumer(Manager, Consumed, Cost) ->
    receive
        {item, Data, _} ->
            Next = work:process_item(Consumed + Data, Cost),
            Manager ! {available, self()},
            consumer(Manager, Next, Cost);
        exit -> ok
    end.
