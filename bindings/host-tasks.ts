// How the library is called back: before the host does anything else, or after the host had its turn.

interface HostMessagePort {
  onmessage: (() => void) | null;
  postMessage(message: unknown): void;
}

interface HostGlobals {
  readonly InternalError?: unknown;
  readonly MessageChannel?: new () => { readonly port1: HostMessagePort; readonly port2: HostMessagePort };
  readonly WebSocketPair?: unknown;
  readonly document?: { readonly hidden: boolean };
  readonly scheduler?: { readonly postTask?: (callback: () => void) => unknown };
  readonly queueMicrotask?: (callback: () => void) => void;
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly setTimeout: (callback: () => void, ms: number) => unknown;
}

const host = globalThis as unknown as HostGlobals;
const settled = Promise.resolve();
// Taken now, as immediates below: one that a test puts into the globals later might never call back.
const microtask = host.queueMicrotask;

/**
 * True where timers and tasks belong to the request that was handled when they were made: the host drops them without notice
 * when that request ends, and refuses to make them outside of one. That is so on workerd, which no global tells but its own.
 */
export const isTiedToRequests: boolean = host.WebSocketPair !== undefined;

/** Calls back before the host does anything else. An error thrown by the callback is the host's to report. */
export function queueMicrotask(callback: () => void): void {
  if (microtask !== undefined) microtask(callback);
  else void settled.then(callback);
}

/**
 * Calls back once the host has had a chance to run its timers and its input and output. Returns false, and never calls back,
 * where the host refuses that here and now. Not before `ms` are over, where tasks are tied to requests.
 */
export const queueMacrotask: (callback: () => void, ms?: number) => boolean = isTiedToRequests ? viaTimeout : (viaImmediate() ?? viaTimerOfGecko() ?? viaPostTask() ?? viaChannel() ?? viaTimeout);

// Taken now: a clock that a test puts into the globals later would never call back. But Deno loads what it has of Node
// when somebody asks for this, which takes 4 ms, so it is asked at the first use.
function viaImmediate(): typeof queueMacrotask | undefined {
  const isLoadedWhenAsked = Object.getOwnPropertyDescriptor(host, "setImmediate")?.get !== undefined;
  let setImmediate = isLoadedWhenAsked ? undefined : host.setImmediate;
  if (setImmediate === undefined && !isLoadedWhenAsked) return undefined;
  return (callback) => ((setImmediate ??= host.setImmediate)?.(callback), true);
}

// In Firefox, a task that always queues the next one keeps others from their turn: in a page the frames, of which 12 a second
// are left, and in a worker every timer. A timer is no task until it is due, which one of 0 ms is at once. It is set by a task
// of its own, because those that timers set wait for 4 ms. A hidden page draws nothing, and its timers are late.
function viaTimerOfGecko(): typeof queueMacrotask | undefined {
  const { document } = host;
  if (!isGecko()) return undefined;
  const viaTask = viaPostTask() ?? viaChannel() ?? viaTimeout;
  return (callback) => viaTask(document?.hidden === true ? callback : () => void host.setTimeout(callback, 1));
}

/**
 * Only its errors know the file that they are from as a property of their own. None is made where the engine cannot be
 * Gecko: for the stack of an error, V8 parses the whole library a second time if it is made at import.
 */
function isGecko(): boolean {
  return host.InternalError !== undefined && Object.hasOwn(new Error(), "fileName");
}

// Not `scheduler.yield()`: what continues after it goes before everything else, and timers never get their turn.
function viaPostTask(): typeof queueMacrotask | undefined {
  const { scheduler } = host;
  return scheduler?.postTask && ((callback) => (scheduler.postTask?.(callback), true));
}

// One channel for all runtimes, opened at its first use. It holds nothing while nobody is to be called back.
function viaChannel(): typeof queueMacrotask | undefined {
  const { MessageChannel } = host;
  if (MessageChannel === undefined) return undefined;
  const callbacks: (() => void)[] = [];
  let port: HostMessagePort | undefined;
  return (callback) => {
    if (port === undefined) {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => callbacks.shift()?.();
      port = channel.port2;
    }
    callbacks.push(callback);
    port.postMessage(0);
    return true;
  };
}

// The last resort: nested timers wait for 4 ms, and those of a hidden page for a second.
function viaTimeout(callback: () => void, ms = 0): boolean {
  return unlessRefused(() => (host.setTimeout(callback, ms), true)) ?? false;
}

/** Returns what `action` does, or undefined where the host ties it to a request and there is none, or another. */
export function unlessRefused<T>(action: () => T): T | undefined {
  if (!isTiedToRequests) return action();
  try {
    return action();
  } catch {
    return undefined;
  }
}
