import type { Program } from "../../serve.ts";
import { run, spawn } from "./scheduler.ts";

export const spawning: Program = async (processes) => {
  let ended = 0;
  function* empty(): Generator<void, void, void> {
    ended += 1;
  }
  spawn(function* () {
    for (let left = processes; left > 0; left--) spawn(empty);
  });
  run();
  return ended;
};
