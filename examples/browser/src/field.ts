// The field: a process per point, a keeper that starts again those that were killed, and what they have done.

import { Process, createRuntime, isDown, receive, self, send, spawn } from "beamlet";
import type { AnyPid, Pid } from "beamlet";

export const WIDTH = 400;
export const HEIGHT = 250;
const POINTS = WIDTH * HEIGHT;

/** Milliseconds for which the processes keep the page at a time: half a frame is left for the page itself. */
const SLICE_MS = 6;
const RESTART_MS = 500;

export interface Field {
  /** How bright each point is: 255 when it has just had a spark. */
  readonly brightness: Uint8Array;
  readonly counts: { readonly processes: number; readonly passed: number; readonly killed: number; readonly restarted: number };
  /** Kills `count` processes that lie together. */
  kill(count: number): void;
  /** Resolves when every process has ended. */
  stop(): Promise<void>;
}

export function startField(): Field {
  const runtime = createRuntime({ sliceMs: SLICE_MS });
  const brightness = new Uint8Array(POINTS);
  const points: Pid<number>[] = [];
  const indices = new Map<AnyPid, number>();
  const counts = { processes: 0, passed: 0, killed: 0, restarted: 0 };

  function* point(index: number) {
    for (;;) {
      const spark = yield* receive<number>();
      brightness[index] = 255;
      counts.passed++;
      const neighbour = points[beside(index)];
      if (neighbour !== undefined) send(neighbour, spark);
    }
  }

  /** Starts a point with a spark of its own. */
  function startPoint(index: number): void {
    const pid = spawn(point, index) as Pid<number>;
    Process.monitor(pid);
    indices.set(pid, index);
    points[index] = pid;
    counts.processes++;
    send(pid, index);
  }

  function* keeper() {
    // A thousand at a time, so that the page has its frames from the beginning.
    for (let index = 0; index < POINTS; index++) {
      startPoint(index);
      if (index % 1_000 === 999) yield* Process.sleep(0);
    }
    for (;;) {
      const message = yield* receive<unknown>();
      if (typeof message === "number") {
        startPoint(message);
        counts.restarted++;
      } else if (isDown(message)) {
        const index = indices.get(message.object as AnyPid) ?? 0;
        indices.delete(message.object as AnyPid);
        counts.processes--;
        counts.killed++;
        Process.sendAfter(self(), index, RESTART_MS);
      }
    }
  }

  function* killer(count: number) {
    const [height, width] = [Math.round(Math.sqrt(count / 4)), Math.round(Math.sqrt(count * 4))];
    const [top, left] = [Math.floor(Math.random() * (HEIGHT - height)), Math.floor(Math.random() * (WIDTH - width))];
    for (let at = 0; at < count; at++) {
      const pid = points[(top + Math.floor(at / width)) * WIDTH + left + (at % width)];
      if (pid !== undefined) Process.exit(pid, "kill");
      if (at % 1_000 === 999) yield* Process.sleep(0);
    }
  }

  const pid = runtime.spawn(keeper);
  return {
    brightness,
    counts,
    kill: (count) => void runtime.spawn(killer, count),
    async stop() {
      Process.exit(pid, "kill");
      await runtime.stop();
      counts.processes = 0;
    },
  };
}

/** One of the four points beside a point. The field has no edges. */
function beside(index: number): number {
  const step = [1, -1, WIDTH, -WIDTH][Math.floor(Math.random() * 4)] ?? 1;
  return (index + step + POINTS) % POINTS;
}
