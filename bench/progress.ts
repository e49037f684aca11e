// What the bench says on stderr while it runs: one line that is rewritten on a terminal, a line per workload elsewhere.

import type { Progress } from "./measure.ts";

export interface ProgressLine extends Progress {
  /** Ends the line, so that something else can be printed. */
  finish(): void;
}

export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  const write = stream.isTTY ? rewriting(stream) : dotting(stream);
  const told = new Set<string>();
  return {
    skipped(peer, why) {
      write.line(`${peer} is skipped: ${why}`);
    },
    started(peer, description) {
      if (!told.has(peer)) write.line(`${peer}: ${description}`);
      told.add(peer);
    },
    playing(workload, peer, round, rounds) {
      write.step(workload, `${peer}, ${round === 0 ? "warm-up" : `round ${round} of ${rounds}`}`);
    },
    finish: write.finish,
  };
}

interface Writer {
  line(text: string): void;
  step(workload: string, text: string): void;
  finish(): void;
}

/** The step and how long it has run, told anew each second. */
function rewriting(stream: NodeJS.WriteStream): Writer {
  const clearLine = "\r\x1b[K";
  let ticking: NodeJS.Timeout | undefined;
  const finish = () => {
    clearInterval(ticking);
    stream.write(clearLine);
  };
  return {
    line(text) {
      finish();
      stream.write(`${text}\n`);
    },
    step(workload, text) {
      finish();
      const start = performance.now();
      const show = () => stream.write(`${clearLine}${workload}: ${text} … ${Math.round((performance.now() - start) / 1_000)} s`);
      show();
      ticking = setInterval(show, 1_000);
    },
    finish,
  };
}

/** A dot for each round of a peer. */
function dotting(stream: NodeJS.WriteStream): Writer {
  let current: string | undefined;
  const finish = () => {
    if (current !== undefined) stream.write("\n");
    current = undefined;
  };
  return {
    line(text) {
      finish();
      stream.write(`${text}\n`);
    },
    step(workload) {
      if (workload !== current) {
        finish();
        stream.write(`${workload} `);
        current = workload;
      }
      stream.write(".");
    },
    finish,
  };
}
