// The rules of docs/semantics.md about links, monitors, aliases, names, signals, mailboxes and timers as a model: what is there
// when all that follows from what processes did has happened. Sets and arrays, and no order between what comes from several.

export type AliasKind = "explicitUnalias" | "demonitor" | "replyDemonitor" | "reply";

/** A link, a monitor or an alias. */
export interface Bond {
  readonly owner: Actor;
  /** Undefined for an alias. */
  target: Actor | undefined;
  readonly isLink: boolean;
  alias: AliasKind | undefined;
  /** What a monitor shows as its object. */
  readonly object: string;
  /** What stands for it where the world is compared. */
  readonly id: number;
}

export interface Timer {
  readonly destination: Actor | string;
  readonly at: number;
  readonly text: string;
}

/** A receive that waits for one text, until a time. */
export interface Wait {
  readonly text: string;
  readonly until: number;
}

export interface Actor {
  readonly id: number;
  isAlive: boolean;
  traps: boolean;
  priority: string;
  name: string | undefined;
  readonly mailbox: string[];
  wait: Wait | undefined;
  /** What its waits brought. */
  readonly received: string[];
  hasCleanedUp: boolean;
}

export class World {
  readonly actors: Actor[] = [];
  bonds: Bond[] = [];
  timers: Timer[] = [];
  time = 0;
  #ids = 0;

  spawn(): Actor {
    const actor: Actor = { id: this.actors.length, isAlive: true, traps: false, priority: "normal", name: undefined, mailbox: [], wait: undefined, received: [], hasCleanedUp: false };
    this.actors.push(actor);
    return actor;
  }

  /** Returns false where it throws. */
  link(owner: Actor, target: Actor): boolean {
    if (owner === target || this.linkOf(owner, target) !== undefined) return true;
    if (target.isAlive) this.#bind({ owner, target, isLink: true, alias: undefined, object: "" });
    else if (owner.traps) this.deliver(owner, `EXIT ${target.id} noproc`);
    else return false;
    return true;
  }

  linkOf(a: Actor, b: Actor): Bond | undefined {
    return this.bonds.find(({ isLink, owner, target }) => isLink && ((owner === a && target === b) || (owner === b && target === a)));
  }

  unlink(a: Actor, b: Actor): void {
    this.end(this.linkOf(a, b));
  }

  /** Returns undefined for a ref that stands for nothing. `id` names the ref in messages. */
  monitor(owner: Actor, target: Actor | undefined, alias: AliasKind | undefined, object: string): { bond: Bond | undefined; id: number } {
    if (target === owner) return { bond: undefined, id: ++this.#ids };
    if (target?.isAlive === true) {
      const bond = this.#bind({ owner, target, isLink: false, alias, object });
      return { bond, id: bond.id };
    }
    const bond = alias === "explicitUnalias" ? this.alias(owner, alias) : undefined;
    const id = bond?.id ?? ++this.#ids;
    this.deliver(owner, `DOWN ${id} ${object} noproc`);
    return { bond, id };
  }

  alias(owner: Actor, alias: AliasKind): Bond {
    return this.#bind({ owner, target: undefined, isLink: false, alias, object: "" });
  }

  /** Returns whether the monitor was there. */
  demonitor(owner: Actor, bond: Bond | undefined, id: number, isFlushing: boolean): boolean {
    const isThere = bond !== undefined && bond.owner === owner && this.bonds.includes(bond) && bond.target !== undefined;
    if (isThere) this.#endMonitor(bond);
    else if (isFlushing) remove(owner.mailbox, owner.mailbox.find((text) => text.startsWith(`DOWN ${id} `)));
    return isThere;
  }

  /** Returns whether the alias was active. */
  unalias(owner: Actor, bond: Bond | undefined): boolean {
    if (bond === undefined || bond.owner !== owner || !this.bonds.includes(bond) || bond.alias === undefined) return false;
    if (bond.target === undefined) this.end(bond);
    else bond.alias = undefined;
    return true;
  }

  sendTo(bond: Bond | undefined, text: string): void {
    if (bond === undefined || !this.bonds.includes(bond) || bond.alias === undefined) return;
    this.deliver(bond.owner, text);
    if (bond.alias === "reply" || bond.alias === "replyDemonitor") this.end(bond);
  }

  holderOf(name: string): Actor | undefined {
    return this.actors.find((actor) => actor.isAlive && actor.name === name);
  }

  /** Returns false where it throws. */
  register(actor: Actor, name: string): boolean {
    if (this.holderOf(name) !== undefined || !actor.isAlive || actor.name !== undefined) return false;
    actor.name = name;
    return true;
  }

  signal(target: Actor, from: Actor, reason: string): void {
    if (!target.isAlive) return;
    if (reason === "kill") this.die(target, "killed", false);
    else this.#exit(target, from, reason, target === from);
  }

  #exit(target: Actor, from: Actor, reason: string, isOwn: boolean): void {
    if (!target.isAlive) return;
    if (target.traps) this.deliver(target, `EXIT ${from.id} ${reason}`);
    else if (reason !== "normal" || isOwn) this.die(target, reason, true);
  }

  die(actor: Actor, reason: string, cleansUp: boolean): void {
    actor.isAlive = false;
    actor.name = undefined;
    actor.hasCleanedUp = cleansUp;
    actor.mailbox.length = 0;
    actor.wait = undefined;
    this.timers = this.timers.filter(({ destination }) => destination !== actor);
    const bonds = this.bonds.filter(({ owner, target }) => owner === actor || target === actor);
    for (const bond of bonds) {
      if (bond.isLink || bond.owner === actor) this.end(bond);
      else this.#endMonitor(bond);
    }
    for (const { isLink, owner, target, object, id } of bonds) {
      if (isLink) this.#exit(owner === actor ? (target as Actor) : owner, actor, reason, false);
      else if (owner !== actor) this.deliver(owner, `DOWN ${id} ${object} ${reason}`);
    }
  }

  deliver(actor: Actor, text: string): void {
    if (!actor.isAlive) return;
    if (actor.wait?.text === text) {
      actor.wait = undefined;
      actor.received.push(text);
    } else {
      actor.mailbox.push(text);
    }
  }

  /** What a receive for one text brings now; undefined when it waits. */
  receive(actor: Actor, text: string, after: number): string | undefined {
    const found = remove(actor.mailbox, actor.mailbox.find((message) => message === text));
    const result = found ?? (after === 0 ? "timeout" : undefined);
    if (result !== undefined) actor.received.push(result);
    else actor.wait = { text, until: this.time + after };
    return result;
  }

  advance(ms: number): void {
    const end = this.time + ms;
    for (let next = this.#next(); next <= end; next = this.#next()) {
      this.time = next;
      const due = this.timers.filter(({ at }) => at === next);
      this.timers = this.timers.filter(({ at }) => at !== next);
      for (const { destination, text } of due) {
        const receiver = typeof destination === "string" ? this.holderOf(destination) : destination;
        if (receiver !== undefined) this.deliver(receiver, text);
      }
      for (const actor of this.actors) {
        if (actor.wait?.until !== next) continue;
        actor.wait = undefined;
        actor.received.push("timeout");
      }
    }
    this.time = end;
  }

  #next(): number {
    return Math.min(...this.timers.map(({ at }) => at), ...this.actors.map(({ wait }) => wait?.until ?? Infinity));
  }

  end(bond: Bond | undefined): void {
    remove(this.bonds, bond);
  }

  #endMonitor(bond: Bond): void {
    if (bond.alias === "explicitUnalias") bond.target = undefined;
    else this.end(bond);
  }

  #bind(bond: Omit<Bond, "id">): Bond {
    const made = { ...bond, id: ++this.#ids };
    this.bonds.push(made);
    return made;
  }
}

function remove<Item>(items: Item[], item: Item | undefined): Item | undefined {
  const index = item === undefined ? -1 : items.indexOf(item);
  return index < 0 ? undefined : items.splice(index, 1)[0];
}
