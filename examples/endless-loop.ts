// A loop that never ends, compiled with beamlet/preempt: it stops nobody, is charged for its work, and is killed.

"use beamlet";

import { Process, receive, run, self, send, spawn } from "beamlet";

function* loop() {
  while (true);
}

/** Answers as fast as it is asked. */
function* echo() {
  while (true) {
    const { from } = yield* receive<{ from: ReturnType<typeof self> }>();
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
    const { reason } = (yield* receive(() => true, { ref })) as { reason: string };
    print(`the loop has ended: ${reason}`);
    Process.exit(other, "kill");
  });
}

if (process.argv[1] === import.meta.filename) await main();
