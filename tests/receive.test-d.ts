// What is inferred of a receive. Checked by tsc; nothing here runs.

import { type Down, type Operation, type Ref, type Timeout, isDown, receive } from "../js/index.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function expectType<Expected>(): <Actual>(value: Actual, same: Same<Actual, Expected>) => void;

type Message = { type: "data"; value: number } | { type: "stop" };
type Stop = Extract<Message, { type: "stop" }>;
declare const ref: Ref;
declare const isWanted: (message: unknown) => boolean;

// Without a match: what the caller says.
expectType<Operation<unknown>>()(receive(), true);
expectType<Operation<Message>>()(receive<Message>(), true);

// A guard says what is received, whether it is written so or inferred.
expectType<Operation<Down>>()(receive(isDown), true);
expectType<Operation<Down>>()(receive<Down>(isDown), true);
expectType<Operation<Down>>()(receive((message) => isDown(message, ref)), true);
expectType<Operation<number>>()(receive((message) => typeof message === "number"), true);
expectType<Operation<Down | Timeout>>()(receive((message) => isDown(message, ref), { after: 10 }), true);
expectType<Operation<Stop>>()(receive((message: Message): message is Stop => message.type === "stop"), true);

// Another match sees messages of the type that the caller gives.
expectType<Operation<unknown>>()(receive(isWanted), true);
expectType<Operation<Message>>()(receive<Message>((message) => message.type === "stop"), true);
expectType<Operation<Message | Timeout>>()(receive<Message>((message) => message.type === "stop", { after: 0 }), true);
expectType<Operation<Message>>()(receive((message: Message) => message.type.length > 4), true);

// @ts-expect-error: without a type, nothing is known of a message
receive((message) => message.type === "stop");
// @ts-expect-error: no message has this type
receive<Message>((message) => message.type === "end");
// @ts-expect-error: a promise decides nothing
receive(async () => true);
