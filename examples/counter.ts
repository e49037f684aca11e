// A process that keeps a count. Nobody else can reach it: to read it, one asks, and to change it, one asks too.

import { type Pid, receive, run, self, send, spawn } from "beamlet";

type Message =
  | { readonly type: "increment"; readonly amount: number }
  | { readonly type: "get"; readonly from: Pid<Count> }
  | { readonly type: "stop" };

interface Count {
  readonly type: "count";
  readonly value: number;
}

export function start(initial = 0): Pid<Message> {
  return spawn(count, initial);
}

// Elixir's counter calls itself with the next count. Here a variable of the generator is as private, and a loop as good.
function* count(value: number) {
  while (true) {
    const message = yield* receive<Message>();
    switch (message.type) {
      case "increment":
        value += message.amount;
        break;
      case "get":
        send(message.from, { type: "count", value });
        break;
      case "stop":
        return;
    }
  }
}

export function main(print: (line: string) => void = console.log): Promise<void> {
  return run(function* () {
    const counter = start(0);
    send(counter, { type: "increment", amount: 5 });
    send(counter, { type: "increment", amount: 37 });
    send(counter, { type: "get", from: self() });

    // The count is 42 for sure: messages from one process to another arrive in the order in which they were sent.
    const { value } = yield* receive<Count>();
    print(`Count: ${value}`);

    send(counter, { type: "stop" });
  });
}

if (process.argv[1] === import.meta.filename) await main();
