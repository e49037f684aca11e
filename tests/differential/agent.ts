// Agents (§1.5). Twin of agent.exs.

import { Process, exit, receive, self, send } from "../../js/index.ts";
import type { Operation } from "../../js/index.ts";
import { AlreadyStartedError, CallTimeoutError, CallingSelfError, NoProcessError, ServerExitedError, StartError } from "../../js/errors.ts";
import * as Agent from "../../js/otp/agent.ts";
import { drain, is, reasonOf, watch, type Group } from "./trace.ts";

function* outcome(operation: Operation<unknown>) {
  try {
    return ["value", yield* operation];
  } catch (error) {
    if (error instanceof CallTimeoutError) return "timeout";
    if (error instanceof NoProcessError) return "noproc";
    if (error instanceof ServerExitedError) return ["exited", error.reason];
    throw error;
  }
}

function* started(operation: Operation<unknown>) {
  try {
    yield* operation;
    return "started";
  } catch (error) {
    if (error instanceof StartError) return ["error", error.reason];
    throw error;
  }
}

function boom(): never {
  throw new Error("boom");
}

const asks: readonly ((pid: Agent.Agent<number>, way: () => never) => Operation<unknown>)[] = [Agent.get, Agent.update, Agent.getAndUpdate];

export const agent: Group = {
  *"§1.5 whatever the function does that ends the agent, its caller has the reason"(log) {
    const kill = () => Process.exit(self(), "kill") as never;
    for (const way of [boom, () => exit("odd"), () => exit("normal"), () => exit({ shutdown: 1 }), kill]) {
      for (const ask of asks) {
        const pid = yield* Agent.start(() => 1);
        const ref = watch(pid);
        log(yield* outcome(ask(pid, way)));
        log(yield* reasonOf(ref));
      }
    }
  },

  *"§1.5 a cast that ends the agent"(log) {
    for (const way of [boom, () => exit("odd")]) {
      const pid = yield* Agent.start(() => 1);
      const ref = watch(pid);
      Agent.cast(pid, way);
      log(yield* reasonOf(ref));
      log(Agent.cast(pid, way) ?? "ok");
      log(yield* outcome(Agent.get(pid, (n) => n)));
    }
  },

  *"§1.5 a start that fails"(log) {
    Process.flag("trapExit", true);
    for (const way of [boom, () => exit("odd"), () => exit("normal")]) {
      log(yield* started(Agent.start(way)));
      log(yield* started(Agent.startLink(way)));
      yield* drain();
    }
    log(yield* started(Agent.start(() => Process.sleep(Infinity), { timeout: 5 })));
  },

  *"§1.5 an update that takes too long happens all the same, and its reply is dropped"(log) {
    const pid = yield* Agent.start(() => 1);
    const slow = function* (n: number) {
      yield* receive(is("go"));
      return n + 1;
    };
    log(yield* outcome(Agent.update(pid, slow, 5)));
    send(pid, "go");
    log(yield* Agent.get(pid, (n) => n));
    log(yield* drain());
  },

  *"§1.5 an agent that asks itself"(log) {
    const pid = yield* Agent.start(() => 1);
    const ref = watch(pid);
    const result = yield* outcome(Agent.get(pid, () => Agent.get(pid, (n) => n)));
    log(Array.isArray(result) && result[1] instanceof CallingSelfError ? "calling_self" : result);
    log((yield* reasonOf(ref)) instanceof CallingSelfError);
  },

  *"§1.5 messages that are none of an agent's are dropped, its requests wait their turn"(log) {
    const pid = yield* Agent.start((): number[] => []);
    send(pid, "hello");
    for (const n of [1, 2, 3]) Agent.cast(pid, (list) => [n, ...list]);
    log(yield* Agent.get(pid, (list) => list));
    log(yield* Agent.getAndUpdate(pid, (list) => [list.length, []]));
    log(yield* Agent.get(pid, (list) => list));
  },

  *"§1.5 the functions run in the agent"(log) {
    const pid = yield* Agent.start(() => self());
    log((yield* Agent.get(pid, (own) => own === self())) && (yield* Agent.get(pid, (own) => own)) === pid);
  },

  *"§1.5 a name that is taken, and a stop with a reason"(log) {
    const pid = yield* Agent.start(() => 1, { name: "the_agent" });
    try {
      yield* Agent.start(() => log("unreached"), { name: "the_agent" });
    } catch (error) {
      log(error instanceof AlreadyStartedError && error.pid === pid);
    }
    const ref = watch(pid);
    log(yield* outcome(Agent.stop("the_agent", { shutdown: "x" })));
    log(yield* reasonOf(ref));
    log(yield* outcome(Agent.update("the_agent", (n) => n)));
    log(Agent.cast("the_agent", (n) => n) ?? "ok");
  },
};
