// Rule 87 and the table rows of §1.2 about the process dictionary. Twin of process-dictionary.exs.

import { exit, Process, self, spawnMonitor } from "../../js/index.ts";
import { reasonOf, waiting, type Group } from "./trace.ts";

export const processDictionary: Group = {
  *"87. the process dictionary is not inherited"(log) {
    Process.put("key", "mine");
    const [, ref] = spawnMonitor(() => exit(["got", Process.get("key"), Process.getKeys()]));
    log(yield* reasonOf(ref));
    log(Process.get("key"));
  },

  *"87. trapping is not inherited"(log) {
    Process.flag("trapExit", true);
    const [, ref] = spawnMonitor(() => exit(["trapped", Process.flag("trapExit", true)]));
    log(yield* reasonOf(ref));
  },

  *"87. links are not inherited"(log) {
    Process.link(waiting());
    const [, ref] = spawnMonitor(() => exit(["links", Process.info(self())?.links]));
    log(yield* reasonOf(ref));
  },

  *"87. names are not inherited"(log) {
    Process.register(self(), "not_inherited");
    const [, ref] = spawnMonitor(() => exit(["named", Process.whereis("not_inherited") === self()]));
    log(yield* reasonOf(ref));
  },

  *"87. monitors are not inherited"(log) {
    Process.monitor(waiting());
    const [, ref] = spawnMonitor(() => exit(["monitors", Process.info(self())?.monitors]));
    log(yield* reasonOf(ref));
  },

  *"§1.2 put and delete return the value before"(log) {
    log([Process.put("key", 1), Process.put("key", 2), Process.get("key")]);
    log([Process.delete("key"), Process.delete("key"), Process.get("key")]);
  },

  *"§1.2 get_keys lists the keys"(log) {
    for (const [key, value] of Object.entries({ a: 1, b: 2, c: 1 })) Process.put(key, value);
    log([...Process.getKeys()].sort());
    Process.delete("b");
    log([...Process.getKeys()].sort());
  },

  *"§1.2 keys are compared by value for strings and numbers"(log) {
    Process.put("text", "by_text");
    Process.put(1, "by_number");
    log([Process.get("text"), Process.get(1), Process.get("1")]);
  },

  *"§1.2 info shows the dictionary"(log) {
    Process.put("shown", 1);
    log([Process.info(self())?.dictionary.get("shown")]);
  },
};
