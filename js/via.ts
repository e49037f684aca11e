// Via: a name that a module keeps instead of the runtime. What it is; names.ts says where it leads.

import type { AnyPid } from "./pid.ts";

/** What a module must offer to keep names: `Address` is what it finds a process by. */
export interface ViaModule<Address extends readonly unknown[]> {
  /** What it is called in messages. */
  readonly name?: string;
  /** Returns the process that has the name, or `undefined`. It need not be alive. */
  whereisName(...address: Address): AnyPid | undefined;
  /** Gives the name to a live process. @throws `AlreadyRegisteredError` when another has it. */
  registerName(pid: AnyPid, ...address: Address): void;
  /** Frees the name, whoever has it. */
  unregisterName(...address: Address): void;
}

/** What reads the private fields; given with the first via, so that a program without any can be bundled without it. */
let inVia: {
  readonly isOne: (value: object) => boolean;
  readonly module: typeof moduleOfVia;
  readonly address: typeof addressOfVia;
} | undefined;

/** A name that a module keeps. Made by `via`; it can be sent in messages. */
export class Via {
  declare protected readonly brand: "Via";
  readonly #module: ViaModule<readonly unknown[]>;
  readonly #address: readonly unknown[];

  /** @internal `via` makes it, and checks the module. */
  constructor(module: ViaModule<readonly unknown[]>, address: readonly unknown[]) {
    this.#module = module;
    this.#address = address;
    inVia ??= { isOne: (value) => #module in value, module: (via) => via.#module, address: (via) => via.#address };
  }
}

/** True when `value` was made by `via`. */
export function isVia(value: unknown): value is Via {
  return typeof value === "object" && value !== null && inVia?.isOne(value) === true;
}

export function moduleOfVia(via: Via): ViaModule<readonly unknown[]> {
  return inVia!.module(via);
}

export function addressOfVia(via: Via): readonly unknown[] {
  return inVia!.address(via);
}
