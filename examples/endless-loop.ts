// A loop that never ends, compiled with beamlet/preempt: it stops nobody, is charged for its work, and is killed.

"use beamlet";

import { type Pid, Process, isDown, receive, run, self, send, spawn } from "beamlet";

function* loop() {
  while (true);
}

/** Answers as fast as it is asked. */
function* echo() {
  while (true) {
    const { from } = yield* receive<{ readonly from: Pid<string> }>();
    send(from, "here");
  }
}

export async function main(print: (line: string) => void = console.log): Promise<void> {
  await run(function* () {
    const looping = spawn(loop);
    const other = spawn(echo);

    let answers = 0;
    for (const end = performance.now() + 200; performance.now() < end; answers++) {
      send(other, { from: self() });
      yield* receive();
    }
    const reductions = Process.info(looping)?.reductions ?? 0;
    print(`beside an endless loop, another process answered ${answers.toLocaleString("en-US")} times in 200 ms`);
    print(`the loop has done ${reductions.toLocaleString("en-US")} reductions of work`);

    const ref = Process.monitor(looping);
    Process.exit(looping, "kill");
    const down = yield* receive((message) => isDown(message, ref));
    print(`the loop has ended: ${down.reason}`);
    Process.exit(other, "kill");
  });
}

if (process.argv[1] === import.meta.filename) await main();
