// A tree of supervised workers that does all of its work while somebody kills its processes, supervisors included.

import { GenServer, NoProcessError, Process, ServerExitedError, Supervisor, Task, createRuntime } from "beamlet";

const Squarer = GenServer.define({
  init: () => ({ state: undefined }),
  *handleCall(n: number) {
    yield* Process.sleep(1); // the work takes time: a kill may come in the middle of it
    return { reply: n * n, state: undefined };
  },
});

const teams = ["red", "blue"];
const workersOf = (team: string) => [1, 2, 3].map((number) => `${team} ${number}`);
const workers = teams.flatMap(workersOf);

// A team that loses more than 3 workers within 5 seconds gives up, and is started again as a whole.
const specs = teams.map((team) => {
  const children = workersOf(team).map((name) => GenServer.childSpec(Squarer, undefined, { name }));
  return Supervisor.childSpec(children, { name: team, strategy: "oneForOne" });
});

/** Asks a worker until it answers: one that was killed is soon back under its name. */
function* square(n: number) {
  const worker = workers[n % workers.length] as string;
  for (;;) {
    try {
      return yield* GenServer.call<number>(worker, n);
    } catch (error) {
      if (!(error instanceof ServerExitedError || error instanceof NoProcessError)) throw error;
      yield* Process.sleep(1);
    }
  }
}

/** Kills a worker or a team, again and again. */
function* wreck(times: number) {
  const names = [...teams, ...workers];
  for (let kills = 0; kills < times; yield* Process.sleep(1)) {
    const victim = Process.whereis(names[Math.floor(Math.random() * names.length)] as string);
    if (victim === undefined) continue;
    Process.exit(victim, "kill");
    kills++;
  }
}

export async function main(print: (line: string) => void = console.log): Promise<void> {
  const runtime = createRuntime({ logger: false }); // or each kill would be reported

  await runtime.run(function* () {
    const supervisor = yield* Supervisor.startLink(specs, { strategy: "oneForOne", maxRestarts: 100 });
    const wrecker = Task.async(wreck, 50);
    const tasks = Array.from({ length: 100 }, (_, index) => Task.async(square, index + 1));
    const squares = yield* Task.awaitMany(tasks, Infinity);
    print(`The squares of 1 to 100 add up to ${squares.reduce((sum, n) => sum + n)}`);

    yield* Task.await(wrecker, Infinity);
    yield* Process.sleep(20);
    for (const team of teams) {
      const { active, specs } = yield* Supervisor.countChildren(team);
      print(`50 kills later, ${active} of ${specs} workers of team ${team} are alive`);
    }
    yield* Supervisor.stop(supervisor);
  });

  await runtime.stop();
}

if (process.argv[1] === import.meta.filename) await main();
