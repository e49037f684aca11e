// Runs every scenario in Elixir and in beamlet, and compares what the two have done event by event.

import { spawnSync } from "node:child_process";
import { env } from "node:process";
import { describe, expect, it } from "vitest";
import { agent } from "./agent.ts";
import { aliases } from "./aliases.ts";
import { dynamicCorners } from "./dynamic-corners.ts";
import { dynamicSupervisor } from "./dynamic-supervisor.ts";
import { exitReasons } from "./exit-reasons.ts";
import { genServerCorners } from "./gen-server-corners.ts";
import { genServer } from "./gen-server.ts";
import { groupsCorners } from "./groups-corners.ts";
import { groups as groupScenarios } from "./groups.ts";
import { links } from "./links.ts";
import { mailbox } from "./mailbox.ts";
import { monitors } from "./monitors.ts";
import { names } from "./names.ts";
import { otpTogether } from "./otp-together.ts";
import { processDictionary } from "./process-dictionary.ts";
import { random } from "./random.ts";
import { registryCorners } from "./registry-corners.ts";
import { registry } from "./registry.ts";
import { signals } from "./signals.ts";
import { spawnAndInfo } from "./spawn-and-info.ts";
import { streamCorners } from "./stream-corners.ts";
import { supervisorCorners } from "./supervisor-corners.ts";
import { supervisorMeanwhile } from "./supervisor-meanwhile.ts";
import { supervisor } from "./supervisor.ts";
import { taskSupervisor } from "./task-supervisor.ts";
import { taskCorners } from "./task-corners.ts";
import { task } from "./task.ts";
import { timers } from "./timers.ts";
import { trace, type Group, type Schedule } from "./trace.ts";

/** The groups, by the name of the script that holds their Elixir twins. */
const groups: Readonly<Record<string, Group>> = {
  signals,
  mailbox,
  links,
  "exit-reasons": exitReasons,
  monitors,
  aliases,
  names,
  timers,
  "process-dictionary": processDictionary,
  "spawn-and-info": spawnAndInfo,
  random,
  task,
  "task-corners": taskCorners,
  "stream-corners": streamCorners,
  "gen-server": genServer,
  "gen-server-corners": genServerCorners,
  "otp-together": otpTogether,
  agent,
  registry,
  "registry-corners": registryCorners,
  groups: groupScenarios,
  "groups-corners": groupsCorners,
  supervisor,
  "supervisor-corners": supervisorCorners,
  "supervisor-meanwhile": supervisorMeanwhile,
  "dynamic-supervisor": dynamicSupervisor,
  "dynamic-corners": dynamicCorners,
  "task-supervisor": taskSupervisor,
};

/** In order of arrival, with short turns, and shuffled: what a scenario does must not depend on it. */
const schedules: readonly Schedule[] = [{}, { reductions: 10 }, { seed: 1 }, { seed: 2 }, { seed: 3, reductions: 10 }];

const elixirTraces = runElixir();

if (elixirTraces === undefined) {
  it("runs the scenarios in Elixir too", (test) => {
    if (env["CI"] !== undefined) expect.fail("elixir is not on the path, and CI must compare with it");
    test.skip("elixir is not on the path: nothing was compared");
  });
} else {
  it("has the same scenarios on both sides", () => {
    const ours = Object.values(groups).flatMap((group) => Object.keys(group));

    expect(ours.sort()).toEqual([...elixirTraces.keys()].sort());
  });

  for (const [script, group] of Object.entries(groups)) {
    describe(script, () => {
      for (const [sentence, scenario] of Object.entries(group)) {
        const { body, ours, why } = typeof scenario === "function" ? { body: scenario, ours: [], why: "" } : scenario;

        it(why === "" ? sentence : `${sentence} (differs on purpose: ${why})`, { timeout: 10_000 }, async () => {
          for (const schedule of schedules) {
            const traced = await trace(body, schedule);

            expect(traced.events, JSON.stringify(schedule)).toEqual(elixirTraces.get(sentence));
            expect(traced.ours).toEqual(ours);
          }
        });
      }
    });
  }
}

/** One run of `elixir` over all scripts: the trace of each scenario, or nothing where there is no Elixir. */
function runElixir(): ReadonlyMap<string, unknown> | undefined {
  const scripts = ["trace", ...Object.keys(groups)].flatMap((name) => ["-r", `${name}.exs`]);
  const options = { cwd: import.meta.dirname, encoding: "utf8", maxBuffer: 64 * 2 ** 20, timeout: 120_000 } as const;
  const { error, status, stdout, stderr } = spawnSync("elixir", scripts, options);
  if (error !== undefined && "code" in error && error.code === "ENOENT") return undefined;
  if (error !== undefined || status !== 0) throw new Error(`elixir ended with status ${status}: ${stderr}`, { cause: error });

  return new Map(stdout.trimEnd().split("\n").map((line) => readTrace(line)));
}

function readTrace(line: string): [scenario: string, trace: unknown] {
  const read: { scenario: string; trace: unknown } = JSON.parse(line);
  return [read.scenario, read.trace];
}
