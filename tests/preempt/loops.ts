// Bodies that are compiled where they are bundled, for the tests that run on every host.

"use beamlet";

import { GenServer, Process } from "beamlet";

export function* spin(): Generator<never, void> {
  while (true);
}

function* inner(): Generator<never, number> {
  for (let n = 0; ; n++) if (n < 0) return n;
}

export function* delegating(): Generator<never, number> {
  return yield* inner();
}

class Counter {
  #n = 0;

  *count(): Generator<never, void> {
    for (;;) this.#n++;
  }

  *#secretly(): Generator<never, void> {
    for (;;) this.#n++;
  }

  *run(): Generator<never, void> {
    yield* this.#secretly();
  }
}

export const methods: Readonly<Record<string, () => Generator<never, void>>> = { "a method": () => new Counter().count(), "a private method": () => new Counter().run() };

export function* catching(): Generator<never, void> {
  for (;;) {
    try {
      for (let i = 0; i < 10; i++);
      throw new Error("again");
    } catch {
      continue;
    }
  }
}

export async function asynchronous(): Promise<void> {
  await Process.sleep(0);
  for (let n = 0; ; n++) if (n < 0) return;
}

export const server = GenServer.define({
  init: () => ({ state: 0 }),
  *handleCast(_request: "spin", _state: number) {
    for (;;);
  },
});

export function* counting(most: number): Generator<never, number> {
  let n = 0;
  while (n < most) n++;
  return n;
}

export function* tidying(log: string[]): Generator<never, void> {
  try {
    while (true);
  } finally {
    for (let i = 0; i < 1e5; i++);
    log.push("clean");
  }
}

/** A loop that cannot give up the turn. */
export function* holding(log: string[]): Generator<never, void> {
  try {
    (() => {
      while (true);
    })();
  } catch {
    log.push("caught");
  } finally {
    log.push("cleaned");
  }
}
