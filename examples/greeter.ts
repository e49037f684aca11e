// A process that greets whoever it is told of, and stops when it is told to: spawn, send, receive.

import { type Pid, Process, isDown, receive, run, send, spawn } from "beamlet";

type Message = { readonly type: "greet"; readonly name: string } | { readonly type: "stop" };

function* greet(print: (line: string) => void) {
  while (true) {
    const message = yield* receive<Message>();
    switch (message.type) {
      case "greet":
        print(`Hello, ${message.name}!`);
        break;
      case "stop":
        print("Stopping");
        return;
    }
  }
}

export function main(print: (line: string) => void = console.log): Promise<void> {
  return run(function* () {
    const greeter: Pid<Message> = spawn(greet, print);
    Process.monitor(greeter);

    send(greeter, { type: "greet", name: "Alice" });
    send(greeter, { type: "greet", name: "Bob" });
    send(greeter, { type: "stop" });

    // Nobody has to wait for it; this program does, so that it has printed everything when main is over.
    yield* receive(isDown);
  });
}

if (process.argv[1] === import.meta.filename) await main();
