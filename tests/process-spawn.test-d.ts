// What Process.spawn takes and returns. Checked by tsc; nothing here runs.

import { type Pid, Process, type Ref } from "../js/index.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function expectType<Expected>(): <Actual>(value: Actual, same: Same<Actual, Expected>) => void;

const nothing = (): void => {};
const greet = (name: string): string => name;
const greetAll = (...names: string[]): string => names.join();

// A pid, or a pid and a monitor.
expectType<Pid>()(Process.spawn(nothing), true);
expectType<Pid>()(Process.spawn(nothing, { link: true, name: "nothing" }), true);
expectType<[Pid, Ref]>()(Process.spawn(nothing, { monitor: true }), true);
expectType<Pid<number>>()(Process.spawn<number>(nothing), true);
expectType<Pid>()(Process.spawn(greet, { args: ["Alice"] }), true);
expectType<[Pid, Ref]>()(Process.spawn(greet, { monitor: true, args: ["Alice"] }), true);

// The arguments are those of the body.
Process.spawn(greetAll);
Process.spawn(greetAll, { args: ["Alice", "Bob"] });
Process.spawn((name = "Alice") => greet(name), { priority: "high" });
// @ts-expect-error an argument of another type
Process.spawn(greet, { args: [7] });
// @ts-expect-error no argument
Process.spawn(greet);
// @ts-expect-error no argument beside other options
Process.spawn(greet, { link: true });
// @ts-expect-error no argument beside a monitor
Process.spawn(greet, { monitor: true });
// @ts-expect-error an option that there is not
Process.spawn(nothing, { linked: true });
