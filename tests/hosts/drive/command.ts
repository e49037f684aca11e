// Programs of this machine: started, listened to, ended.

import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

export interface Command {
  /** What it writes to descriptor 3, if that was asked for. */
  readonly controls: Readable | undefined;
  /** All that it has written, to stdout and stderr. */
  output(): string;
  /** What it has written to stdout alone. */
  answer(): string;
  /** Resolves with the exit code, or null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Ends it with all that it has started, and resolves when it has ended. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly controls?: boolean;
}

/** Starts a program in a process group of its own. */
export function start(path: string, args: readonly string[], { env = {}, cwd, controls = false }: StartOptions = {}): Command {
  const child = spawn(path, args, { cwd, detached: true, env: { ...process.env, NO_COLOR: "1", ...env }, stdio: ["ignore", "pipe", "pipe", controls ? "pipe" : "ignore"] });
  let output = "";
  let answer = "";
  child.stdout?.on("data", (text: string) => (answer += text));
  for (const stream of [child.stdout, child.stderr] as Readable[]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  ended.catch(() => {});
  return {
    controls: controls ? (child.stdio[3] as Readable) : undefined,
    output: () => output,
    answer: () => answer,
    ended,
    async stop() {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) kill(-child.pid, "SIGKILL");
      await ended.catch(() => {});
    },
  };
}

/** What a program writes to stdout. Rejects when it fails. */
export async function outputOf(path: string, ...args: readonly string[]): Promise<string> {
  const command = start(path, args);
  const code = await command.ended;
  if (code !== 0) throw new Error(`${path} ${args.join(" ")} ended with code ${code}:\n${command.output()}`);
  return command.answer().trim();
}

/** Sends a signal to a process, or to a group by the negative of its number. */
export function kill(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended at this moment.
  }
}
