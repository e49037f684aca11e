%% Processes that wait in receive, each held by its pid as a program would hold it. Measures what they cost while all
%% wait, then wakes each once: answers how many replied.
-module(idle).
-export([run/1]).

run(Processes) ->
    erlang:garbage_collect(),
    {Total, Resident} = memory(),
    Waiting = [spawn(fun() -> receive {wake, From} -> From ! awake end end) || _ <- lists:seq(1, Processes)],
    settle(),
    erlang:garbage_collect(),
    {TotalThen, ResidentThen} = memory(),
    [Pid ! {wake, self()} || Pid <- Waiting],
    {awake(Processes, 0), [{total, TotalThen - Total}, {resident, ResidentThen - Resident}]}.

%% Nothing but waiting processes are left when the run queues are empty.
settle() ->
    timer:sleep(20),
    case erlang:statistics(total_run_queue_lengths_all) of
        0 -> ok;
        _ -> settle()
    end.

awake(0, Replies) -> Replies;
awake(Left, Replies) ->
    receive awake -> awake(Left - 1, Replies + 1) after 60000 -> Replies end.

memory() -> {erlang:memory(total), resident()}.

%% The second word of statm is the resident size in pages. 0 where there is no /proc.
resident() ->
    case file:read_file("/proc/self/statm") of
        {ok, Text} ->
            [_, Pages | _] = string:lexemes(Text, " "),
            binary_to_integer(Pages) * 4096;
        _ -> 0
    end.
