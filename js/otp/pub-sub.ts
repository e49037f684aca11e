// PubSub: messages to whoever has subscribed to a topic. Phoenix's module of that name: a registry whose keys are topics.

import { copy } from "../copy.ts";
import { deliverTo } from "../deliver.ts";
import type { Name } from "../errors.ts";
import type { Operation } from "../operation.ts";
import { check, checkKeys } from "../options.ts";
import { isPid } from "../pid.ts";
import type { AnyPid, Pid } from "../pid.ts";
import { schedulerOfPid } from "../scheduler.ts";
import type { Scheduler } from "../scheduler.ts";
import { canonical } from "./key.ts";
import type { Key } from "./key.ts";
import * as Registry from "./registry.ts";
import { registryOf } from "./registry/server.ts";
import type { ChildSpec } from "./supervisor/child-spec.ts";
import { pidsIn } from "./table.ts";

/** Options of `startLink`. */
export interface StartOptions {
  /** What all other functions find it by. */
  readonly name: Name;
}

/** What `childSpec` takes: the options of `startLink`, and what the supervisor is told. */
export interface ChildSpecOptions extends StartOptions, Partial<Omit<ChildSpec, "start">> {}

/**
 * Starts a PubSub that is linked with the caller. All that subscribe are linked with it, and end when it does.
 *
 * @throws TypeError for a wrong option, {@link AlreadyStartedError} when the name is taken.
 * @example
 * yield* PubSub.startLink({ name: "news" });
 * PubSub.subscribe("news", "weather");
 * PubSub.broadcast("news", "weather", "rain");
 * yield* receive(); // "rain"
 * @see https://hexdocs.pm/phoenix_pubsub/Phoenix.PubSub.html
 */
export function startLink(options: StartOptions): Operation<Pid> {
  checkKeys(options, ["name"]);
  return Registry.startLink({ keys: "duplicate", name: options.name });
}

/** Returns what a supervisor must know of a PubSub. Its id is the name. @throws TypeError for a wrong option. */
export function childSpec(options: ChildSpecOptions): Required<ChildSpec> {
  return Registry.childSpec({ ...options, keys: "duplicate" });
}

/**
 * Subscribes the calling process to a topic. Whoever subscribes twice gets every message twice.
 *
 * @throws {@link NoProcessError} when there is no such PubSub, TypeError for a topic that is no key of a registry.
 * @throws {@link NotAProcessError} in host code.
 * @see https://hexdocs.pm/phoenix_pubsub/Phoenix.PubSub.html#subscribe/3
 */
export function subscribe(pubsub: Name, topic: Key): void {
  Registry.register(pubsub, topic);
}

/**
 * Ends all subscriptions of the calling process to a topic. Messages that have come stay in the mailbox.
 *
 * @throws what {@link subscribe} throws.
 * @see https://hexdocs.pm/phoenix_pubsub/Phoenix.PubSub.html#unsubscribe/2
 */
export function unsubscribe(pubsub: Name, topic: Key): void {
  Registry.unregister(pubsub, topic);
}

/**
 * Sends each subscriber of a topic a copy of its own, and returns at once.
 *
 * A message that cannot be copied reaches nobody. A subscriber that cannot take it keeps nobody else from getting it.
 *
 * @throws {@link DataCloneError} when the message cannot be copied.
 * @throws {@link MailboxFullError} when a subscriber's mailbox is full and says so, after all others have got the message.
 * @throws {@link NoProcessError} when there is no such PubSub.
 * @see https://hexdocs.pm/phoenix_pubsub/Phoenix.PubSub.html#broadcast/4
 */
export function broadcast(pubsub: Name, topic: Key, message: unknown): void {
  broadcastToAllBut(undefined, pubsub, topic, message);
}

/**
 * As {@link broadcast}, to all subscribers but `from`.
 *
 * @example
 * yield* PubSub.startLink({ name: "news" });
 * PubSub.subscribe("news", "weather");
 * PubSub.broadcastFrom("news", self(), "weather", "rain");
 * yield* receive({ after: 0 }); // timeout
 * @see https://hexdocs.pm/phoenix_pubsub/Phoenix.PubSub.html#broadcast_from/5
 */
export function broadcastFrom(pubsub: Name, from: AnyPid, topic: Key, message: unknown): void {
  check(isPid(from), "a pid that gets no message", from);
  broadcastToAllBut(from, pubsub, topic, message, schedulerOfPid(from));
}

function broadcastToAllBut(from: AnyPid | undefined, pubsub: Name, topic: Key, message: unknown, home?: Scheduler): void {
  const original = copy(message); // what its getters do, they do once and before anybody gets it
  const { scheduler, table } = registryOf(pubsub, home);
  const failures: unknown[] = [];
  for (const pid of pidsIn(table.under(canonical(topic)))) {
    if (pid === from) continue;
    try {
      deliverTo(scheduler, pid, copy(original));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
