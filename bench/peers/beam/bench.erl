%% The BEAM's side of the protocol (see ../../session.ts): one command a line on stdin, one answer a line on stdout.
%%
%% A command is a program and its integers: `ping-pong 1000000` calls ping_pong:run(1000000) in a fresh process, so
%% every round starts on a fresh heap, and a crash of a program is an answer instead of the end of the machine.
-module(bench).
-export([main/0]).

main() ->
    io:format("ready Erlang/OTP ~s ~s, schedulers ~b~n",
              [erlang:system_info(otp_release), erlang:system_info(emu_flavor), erlang:system_info(schedulers_online)]),
    serve().

serve() ->
    case io:get_line("") of
        %% The bench is gone: so is this machine.
        eof -> halt();
        Line ->
            io:put_chars([answer(string:lexemes(string:trim(Line), " ")), "\n"]),
            serve()
    end.

answer([Program | Numbers]) ->
    Module = list_to_atom(lists:flatten(string:replace(Program, "-", "_", all))),
    Arguments = [list_to_integer(Number) || Number <- Numbers],
    {_, Monitor} = spawn_monitor(fun() -> exit({round, timed(Module, Arguments)}) end),
    receive
        {'DOWN', Monitor, process, _, {round, Answer}} -> Answer;
        {'DOWN', Monitor, process, _, Reason} -> io_lib:format("error ~0p", [Reason])
    end.

timed(Module, Arguments) ->
    Start = erlang:monotonic_time(),
    Result = apply(Module, run, Arguments),
    End = erlang:monotonic_time(),
    case Result of
        %% A program about memory brings its own amounts, the headline first.
        {Answer, [{_, Amount} | _] = Notes} ->
            [io_lib:format("ok ~b ~b", [Amount, Answer]) | [io_lib:format(" ~s=~b", [Name, Note]) || {Name, Note} <- Notes]];
        Answer ->
            io_lib:format("ok ~b ~b", [erlang:convert_time_unit(End - Start, native, nanosecond), Answer])
    end.
