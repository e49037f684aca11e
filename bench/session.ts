// The bench's end of the protocol: one operating system process, one line of command, one line of answer.
//
//   bench → peer    ping-pong 1000000
//   peer → bench    ready Node 24.21.0              once, before the first command
//                   ok 123456789 1000000            amount, answer, then notes as name=amount
//                   error the text of what failed
//
// Anything else a peer prints is passed on to stderr.

import { spawn } from "node:child_process";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import type { Adapter, Measurement } from "./workload.ts";

/** A started peer. `description` is what it said of itself: its runtime and version. */
export interface Session extends Adapter {
  readonly description: string;
  /** Ends the process, and resolves once it is gone and leaves the machine to others. */
  close(): Promise<void>;
}

// Ten times the slowest round seen (Savina's bounded buffer on the BEAM). A lost message shows as silence, and must not
// hang the bench.
const deadlineMs = 600_000;

/** Starts the command and waits until it is ready. */
export async function openSession(command: string, commandArguments: readonly string[]): Promise<Session> {
  const child = spawn(command, commandArguments, { stdio: ["pipe", "pipe", "inherit"] });
  let ending = "it ended";
  const gone = new Promise<void>((resolve) => {
    child.on("exit", () => resolve());
    child.on("error", (error) => {
      ending = error.message;
      resolve();
    });
  });
  // A peer that died shows as the end of its output; the broken pipe says nothing more.
  child.stdin.on("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function answered(...kinds: readonly string[]): Promise<string> {
    const deadline = setTimeout(() => {
      ending = `it was ended after ${deadlineMs / 1_000} s of silence`;
      child.kill("SIGKILL");
    }, deadlineMs);
    try {
      for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
        if (kinds.some((kind) => line.value.startsWith(`${kind} `))) return line.value;
        process.stderr.write(`${line.value}\n`);
      }
      throw new Error(`no answer from ${basename(command)}: ${ending}`);
    } finally {
      clearTimeout(deadline);
    }
  }

  const description = (await answered("ready")).slice("ready ".length);
  return {
    description,
    async run(program, ...integers) {
      child.stdin.write(`${[program, ...integers].join(" ")}\n`);
      return parsed(await answered("ok", "error"));
    },
    close() {
      // At once: a peer has nothing to save, and one that is stuck would not listen.
      child.kill("SIGKILL");
      return gone;
    },
  };
}

function parsed(line: string): Measurement {
  const [kind, amount, answer, ...notes] = line.split(" ");
  if (kind === "error") throw new Error(line.slice("error ".length));
  return {
    amount: Number(amount),
    answer: Number(answer),
    notes: new Map(notes.map((note) => note.split("=")).map(([name = "", value]) => [name, Number(value)])),
  };
}
