// Savina 14 with servers: a worker calls its computer for each term, while the casts for the terms to come wait in its mailbox.

import { GenServer, run } from "beamlet";
import { nextTerm } from "../../../savina/compute.ts";
import type { Program } from "../../../serve.ts";

const Computer = GenServer.define({
  init: (rate: number) => ({ state: rate }),
  handleCall: (term: number, _from, rate: number) => ({ reply: nextTerm(term, rate), state: rate }),
});

interface Series {
  readonly computer: GenServer.ServerOf<typeof Computer>;
  readonly term: number;
}

const Worker = GenServer.define({
  init: (series: Series) => ({ state: series }),
  *handleCast(_message: "next", { computer, term }: Series) {
    return { state: { computer, term: yield* GenServer.call(computer, term) } };
  },
  handleCall: (_request: "get", _from, series: Series) => ({ reply: series.term, state: series }),
});

export const logisticMap: Program = (series, terms) => run(main, series, terms);

/** The sum of the last terms, in millionths. */
function* main(series: number, terms: number) {
  const workers: GenServer.ServerOf<typeof Worker>[] = [];
  for (let i = 0; i < series; i++) {
    const computer = yield* GenServer.startLink(Computer, 3.46 + i * 0.0025);
    workers.push(yield* GenServer.startLink(Worker, { computer, term: i * 0.0025 }));
  }
  for (let left = terms; left > 0; left--) for (const pid of workers) GenServer.cast(pid, "next");
  let sum = 0;
  for (const pid of workers) sum += yield* GenServer.call(pid, "get", Infinity);
  return Math.round(sum * 1e6);
}
