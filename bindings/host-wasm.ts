// WebAssembly as a host gives it, where it does.

/** A compiled module, as far as this library cares. */
export interface WebAssemblyModule {
  readonly [Symbol.toStringTag]?: string;
}

export interface WebAssemblyInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

interface HostGlobals {
  readonly WebAssembly?: {
    readonly Module: new (bytes: Uint8Array) => WebAssemblyModule;
    readonly Instance: new (module: WebAssemblyModule) => WebAssemblyInstance;
  };
}

const host = globalThis as unknown as HostGlobals;

/** Compiles the bytes of a module. @throws what the host throws where it forbids that, TypeError where it has no WebAssembly. */
export function compileModule(bytes: Uint8Array): WebAssemblyModule {
  return new (webAssembly().Module)(bytes);
}

/** @throws as {@link compileModule}. */
export function instantiateModule(module: WebAssemblyModule): WebAssemblyInstance {
  return new (webAssembly().Instance)(module);
}

function webAssembly(): NonNullable<HostGlobals["WebAssembly"]> {
  if (host.WebAssembly === undefined) throw new TypeError("expected a host with WebAssembly, got one without");
  return host.WebAssembly;
}
