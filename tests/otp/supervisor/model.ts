// A supervision tree as plain data: what rules 69 to 79 make of it, without any process.

/** What a child is and how it is to be treated. `path` tells it apart from all others of the tree. */
export interface Plan {
  readonly id: string;
  readonly path: string;
  readonly restart: "permanent" | "transient" | "temporary";
  readonly significant: boolean;
  /** How a worker answers the exit signal shutdown: it does not trap exits; traps and ends; traps and has to be killed. */
  readonly manner: "plain" | "orderly" | "stubborn";
  /** Of a supervisor. */
  readonly supervisor: SupervisorPlan | undefined;
}

export interface SupervisorPlan {
  readonly strategy: "oneForOne" | "oneForAll" | "restForOne";
  readonly maxRestarts: number;
  readonly maxSeconds: number;
  readonly autoShutdown: "never" | "anySignificant" | "allSignificant";
  readonly children: readonly Plan[];
}

export interface Node {
  readonly plan: Plan;
  readonly parent: Node | undefined;
  isRunning: boolean;
  /** Of a supervisor, in the order of their start. */
  children: Node[];
  restarts: number[];
}

export interface Model {
  readonly root: Node;
  /** Successful starts of each worker, by path. */
  readonly starts: Map<string, number>;
  /** Starts that are still to fail, by path. */
  readonly failures: Map<string, number>;
  /** The present second. */
  second: number;
}

export function createModel(plan: Plan): Model {
  const model: Model = { root: nodeOf(plan, undefined), starts: new Map(), failures: new Map(), second: 0 };
  start(model, model.root);
  return model;
}

export function nodeOf(plan: Plan, parent: Node | undefined): Node {
  return { plan, parent, isRunning: false, children: [], restarts: [] };
}

/** All nodes whose process is there, the root first. */
export function running(node: Node): Node[] {
  return node.isRunning ? [node, ...node.children.flatMap(running)] : [];
}

/** Starts a worker, or a supervisor with its children. Returns whether that went well. */
export function start(model: Model, node: Node): boolean {
  const { path, supervisor } = node.plan;
  if (supervisor === undefined) {
    const failures = model.failures.get(path) ?? 0;
    if (failures > 0) model.failures.set(path, failures - 1);
    else model.starts.set(path, (model.starts.get(path) ?? 0) + 1);
    node.isRunning = failures === 0;
    return node.isRunning;
  }
  node.restarts = [];
  node.children = supervisor.children.map((plan) => nodeOf(plan, node));
  node.isRunning = node.children.every((child) => start(model, child));
  if (!node.isRunning) stop(node);
  return node.isRunning;
}

/** The process of a node is gone, and those below it. */
export function stop(node: Node): void {
  node.isRunning = false;
  node.children.forEach(stop);
  node.children = [];
}

/** A process has ended by itself, or was killed. */
export function ended(model: Model, node: Node, isNormal: boolean): void {
  stop(node);
  const { parent, plan } = node;
  if (parent === undefined) return;
  if (plan.restart === "permanent" || (plan.restart === "transient" && !isNormal)) return restart(model, parent, node);
  forget(parent, node);
  const { autoShutdown } = parent.plan.supervisor!;
  const isLast = !parent.children.some((child) => child.isRunning && child.plan.significant);
  if (plan.significant && (autoShutdown === "anySignificant" || (autoShutdown === "allSignificant" && isLast))) ended(model, parent, true);
}

/** A node that runs no more is removed if it is temporary. */
export function forget(parent: Node, node: Node): void {
  if (node.plan.restart === "temporary") parent.children = parent.children.filter((child) => child !== node);
}

function restart(model: Model, parent: Node, node: Node): void {
  const { strategy, maxRestarts, maxSeconds } = parent.plan.supervisor!;
  parent.restarts = [...parent.restarts.filter((second) => second >= model.second - maxSeconds), model.second];
  if (parent.restarts.length > maxRestarts) return ended(model, parent, true);
  const from = strategy === "oneForAll" ? 0 : parent.children.indexOf(node);
  const concerned = strategy === "oneForOne" ? [node] : parent.children.slice(from);
  for (const child of concerned) {
    stop(child);
    forget(parent, child);
  }
  const failed = concerned.filter(({ plan }) => plan.restart !== "temporary").find((child) => !start(model, child));
  if (failed !== undefined) restart(model, parent, failed);
}
