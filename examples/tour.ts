// A tour of what there is, in under a minute: the programs of this folder, one after another. `make start` runs it.

import * as chatRoom from "./chat-room.ts";
import * as counter from "./counter.ts";
import * as crawler from "./crawler.ts";
import * as endlessLoop from "./endless-loop.ts";
import * as exits from "./exits.ts";
import * as fairness from "./fairness.ts";
import * as greeter from "./greeter.ts";
import * as linksAndMonitors from "./links-and-monitors.ts";
import * as rateLimiter from "./rate-limiter.ts";
import * as ring from "./ring.ts";
import { last, output, showingProgress, station, title } from "./tour/terminal.ts";
import { throughput } from "./tour/throughput.ts";
import * as workerTree from "./worker-tree.ts";

title("beamlet: Elixir's processes, in TypeScript");

station(
  "A process greets",
  "examples/greeter.ts",
  "It waits for messages, takes them one by one, and ends when it is told to.",
);
await greeter.main(output);

station(
  "A process keeps state",
  "examples/counter.ts",
  "Nobody else can reach its count. It is asked to add 5, then 37, then to tell.",
);
await counter.main(output);

station(
  "Links and monitors",
  "examples/links-and-monitors.ts",
  "Three processes raise an error. One is monitored, one is linked with another",
  "process, one is linked with a process that traps exits.",
);
await linksAndMonitors.main(output);

station(
  "Exits",
  "examples/exits.ts",
  "One process fails, and a monitor tells why. Two are ended from outside: the",
  'exit "shutdown" lets a process clean up, the exit "kill" does not.',
);
await exits.main(output);

station(
  "A server",
  "examples/rate-limiter.ts",
  "A GenServer counts the requests of each user, three may pass, and a timer",
  "resets the counts.",
);
await rateLimiter.main(output);

station(
  "Tasks under a supervisor",
  "examples/crawler.ts",
  "A stream of tasks fetches pages, a few at a time. Those that fail are results,",
  "and take nobody with them.",
);
await crawler.main(output);

station(
  "A tree of workers",
  "examples/worker-tree.ts",
  "Workers are killed at random while they work. Their supervisors start them",
  "again, and no work is lost.",
);
await workerTree.main(output);

station(
  "A chat",
  "examples/chat-room.ts",
  "Rooms are topics that processes subscribe to; a registry says who is where.",
);
await chatRoom.main(output);

station(
  "A million processes",
  "examples/ring.ts",
  "Each waits in a ring for a number, adds one, passes it on, and ends.",
);
await reporting("starting a million processes", (print) => ring.main(print));

station(
  "Fairness",
  "examples/fairness.ts",
  "Ten thousand processes never stop working, and none gives up its turn: the",
  "scheduler takes it, and gives the host's event loop its share.",
);
await reporting("ten thousand processes at work", (print) => fairness.main(print));

station(
  "An endless loop",
  "examples/endless-loop.ts",
  "while (true); in a process. It says \"use beamlet\", and was compiled so that",
  "the scheduler can take its turn away too.",
);
await endlessLoop.main(output);

station(
  "Beside the BEAM",
  "bench/",
  "The same programs on both, with one scheduler each, in turns. Times per",
  "operation, medians of 3 short rounds; make bench takes 5 rounds of full size.",
);
await reporting("measuring", throughput);

last("Read README.md next. Then read the code, from js/index.ts on.");

/** Shows progress while a program runs, then what it printed. */
async function reporting(
  label: string,
  program: (print: (line: string) => void, say: (label: string) => void) => Promise<void>,
): Promise<void> {
  const lines: string[] = [];
  await showingProgress(label, (say) => program((line) => lines.push(line), say));
  lines.forEach(output);
}
