// Errors that nobody caught, on every host: what Node tells `process` and browsers tell the global scope.

type Listener = (error: unknown) => void;

interface HostEvents {
  readonly addEventListener?: (type: string, listener: (event: { error?: unknown; reason?: unknown; preventDefault(): void }) => void) => void;
  readonly process?: { readonly on?: (type: string, listener: Listener) => unknown };
  readonly Deno?: unknown;
}

const host = globalThis as unknown as HostEvents;
const listeners = new Set<Listener>();
let isListening = false;

/** Calls back with every error and rejection that nothing handles, for as long as it stays added. */
export function addUncaughtListener(listener: Listener): void {
  listeners.add(listener);
  if (isListening) return;
  isListening = true;
  const tell: Listener = (error) => listeners.forEach((each) => each(error));
  // Deno has both. Its process events come after those of the global scope, which would have ended the program by then.
  if (host.process?.on !== undefined && host.Deno === undefined) {
    host.process.on("uncaughtException", tell);
    host.process.on("unhandledRejection", tell);
    return;
  }
  for (const type of ["error", "unhandledrejection"]) {
    host.addEventListener?.(type, (event) => {
      event.preventDefault();
      tell(event.error ?? event.reason);
    });
  }
}

export function removeUncaughtListener(listener: Listener): void {
  listeners.delete(listener);
}
