// The public API, grouped by noun; nothing else. Read on in kernel.ts, process.ts, then scheduler.ts and host-loop.ts.

export { exit, makeRef, run, self, send, spawn, spawnLink, spawnMonitor } from "./kernel.ts";
export { isTimeout, receive, timeout } from "./receive.ts";
export type { Match, ReceiveOptions, Timeout } from "./receive.ts";
export { until } from "./until.ts";
export { share } from "./share.ts";
export type { Shared } from "./share.ts";
export type { Operation } from "./operation.ts";

export { Pid, Ref, isPid, isRef } from "./pid.ts";
export type { AnyPid } from "./pid.ts";
export { isDown, isExit } from "./signals.ts";
export type { Down, Exit } from "./signals.ts";
export { isNormalExit } from "./reason.ts";
export type { ExitReason } from "./reason.ts";

export { via } from "./names.ts";
export type { ServerName } from "./names.ts";
export type { Via, ViaModule } from "./via.ts";

export * as Process from "./process.ts";
export type { SpawnOptions } from "./process.ts";
export type { MailboxLimit } from "./mailbox-limit.ts";
export type { ProcessInfo } from "./process-info.ts";
export type { Priority } from "./priority.ts";
export type { AliasMode, MonitorAlias } from "./relations.ts";

export * as GenServer from "./otp/gen-server.ts";
export * as Agent from "./otp/agent.ts";
export * as Task from "./otp/task.ts";
export * as Supervisor from "./otp/supervisor.ts";
export type { ChildSpec } from "./otp/supervisor.ts";
export * as Registry from "./otp/registry.ts";
export * as Groups from "./otp/groups.ts";
export * as PubSub from "./otp/pub-sub.ts";
export * as DynamicSupervisor from "./otp/dynamic-supervisor.ts";
export * as PartitionSupervisor from "./otp/partition-supervisor.ts";
export * as System from "./otp/system.ts";

export { createRuntime } from "./runtime.ts";
export type { ResultOf, Runtime, RuntimeOptions, Stats } from "./runtime.ts";
export type { Clock, Logger } from "../bindings/host.ts";
export type { LongTurn, LongTurnSuspect } from "./long-turn.ts";
export { preemption } from "./preemption.ts";
export type { Preemption } from "./preemption.ts";

export {
  AlreadyRegisteredError, AlreadyStartedError, BadReturnError, BeamletError, CallTimeoutError, CallingSelfError, CoreMismatchError, DataCloneError,
  DeadlockError, ExitError, MailboxFullError, NoProcessError, NotAProcessError, NotOwnerError, RuntimeStoppedError, ServerExitedError, StartError, SystemLimitError,
} from "./errors.ts";
export type { Name } from "./errors.ts";
