// What compiles and what does not: read by tsc (make check), never run. Each @ts-expect-error fails when its line compiles.

import { Agent, GenServer, Groups, Process, PubSub, Registry, send, self, via } from "../../js/index.ts";
import type { Pid, Ref, ServerName, Via } from "../../js/index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function check<A, B>(equal: Equal<A, B>): void;

export function* registries() {
  const pid = yield* Registry.startLink({ keys: "unique", name: "rooms", listeners: ["log"] });
  check<typeof pid, Pid>(true);
  // @ts-expect-error no kind of keys
  Registry.startLink({ name: "rooms" });
  // @ts-expect-error a wrong kind of keys
  Registry.startLink({ keys: "some", name: "rooms" });
  // @ts-expect-error no name
  Registry.startLink({ keys: "unique" });

  Registry.register("rooms", ["room", 1, { wing: "east", owner: pid }], 1);
  // @ts-expect-error no key: not compared by value
  Registry.register("rooms", new Map(), 1);
  // @ts-expect-error no key: a function
  Registry.lookup("rooms", () => {});
  // @ts-expect-error no name
  Registry.lookup(1, "key");

  const entries = Registry.lookup("rooms", "key");
  check<(typeof entries)[number], [pid: Pid, value: unknown]>(true);
  const changed = Registry.updateValue("rooms", "key", (seats: number) => seats + 1);
  check<typeof changed, [updated: number, old: number] | undefined>(true);
  // @ts-expect-error a value of another type
  Registry.updateValue("rooms", "key", (seats: number) => String(seats));
  const selected = Registry.select("rooms", (key, _pid, value) => (value === 1 ? { key } : undefined));
  check<typeof selected, { key: Registry.Key }[]>(true);
}

export function* names() {
  const lobby = via(Registry, "rooms", ["lobby", 1]);
  check<typeof lobby, Via>(true);
  via(Registry, "rooms", "lobby", { value: 1 });
  // @ts-expect-error an address without its key
  via(Registry, "rooms");
  // @ts-expect-error no name of a registry
  via(Registry, 1, "lobby");
  // @ts-expect-error a key that is none
  via(Registry, "rooms", new Map());
  // @ts-expect-error no module of names
  via(Process, "rooms");
  // @ts-expect-error only made by via
  const name: ServerName = { whereisName() {}, registerName() {}, unregisterName() {} };

  yield* Agent.startLink(() => 1, { name: lobby });
  yield* GenServer.call(lobby, "request");
  GenServer.cast(lobby, "request");
  yield* GenServer.stop(lobby);
  send(lobby, "message");
  Process.sendAfter(lobby, "message", 1);
  const ref: Ref = Process.monitor(lobby);
  const pid: Pid | undefined = Process.whereis(lobby);
  Process.spawn(() => {}, { name: lobby });
  Process.register(self(), lobby);
  Process.unregister(lobby);
  return [ref, pid, name];
}

export function groups(pid: Pid<string>) {
  Groups.join("group", pid);
  Groups.join(["group", 1], [pid, self()]);
  // @ts-expect-error a name is no pid
  Groups.join("group", "name");
  check<ReturnType<typeof Groups.leave>, boolean>(true);
  check<ReturnType<typeof Groups.members>, Pid[]>(true);
  const { ref, members } = Groups.monitor("group");
  check<[typeof ref, typeof members], [Ref, Pid[]]>(true);

  PubSub.subscribe("news", ["topic", 1]);
  // @ts-expect-error no topic
  PubSub.broadcast("news", () => {}, "message");
  // @ts-expect-error a name is no pid
  PubSub.broadcastFrom("news", "me", "topic", "message");
}
