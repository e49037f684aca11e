// How the library is called back: before the host does anything else, or after the host had its turn.

interface HostMessagePort {
  onmessage: (() => void) | null;
  postMessage(message: unknown): void;
}

type MessageChannelClass = new () => { readonly port1: HostMessagePort; readonly port2: HostMessagePort };

interface HostGlobals {
  readonly MessageChannel?: MessageChannelClass;
  readonly WebSocketPair?: unknown;
  readonly queueMicrotask?: (callback: () => void) => void;
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly setTimeout: (callback: () => void, ms: number) => unknown;
}

const host = globalThis as unknown as HostGlobals;
const settled = Promise.resolve();

/**
 * True where timers and tasks belong to the request that was handled when they were made: the host drops them without notice
 * when that request ends, and refuses to make them outside of one. That is so on workerd, which no global tells but its own.
 */
export const isTiedToRequests: boolean = host.WebSocketPair !== undefined;

/** Calls back before the host does anything else. An error thrown by the callback is the host's to report. */
export function queueMicrotask(callback: () => void): void {
  if (host.queueMicrotask !== undefined) host.queueMicrotask(callback);
  else void settled.then(callback);
}

/**
 * Calls back once the host has had a chance to run its timers and its input and output. Returns false, and never calls back,
 * where the host refuses that here and now.
 */
export const queueMacrotask: (callback: () => void) => boolean = isTiedToRequests ? viaTimeout : viaFirstOf(host.setImmediate, host.MessageChannel);

// A channel is a task each time, in a hidden tab too, where a timer waits for a second; nested timers wait for 4 ms anywhere.
function viaFirstOf(setImmediate: HostGlobals["setImmediate"], MessageChannel: MessageChannelClass | undefined): (callback: () => void) => boolean {
  if (setImmediate !== undefined) return (callback) => (setImmediate(callback), true);
  return MessageChannel === undefined ? viaTimeout : viaChannel(MessageChannel);
}

function viaTimeout(callback: () => void): boolean {
  return unlessRefused(() => (host.setTimeout(callback, 0), true)) ?? false;
}

// One channel for all runtimes, opened at its first use. It holds nothing while nobody is to be called back.
function viaChannel(Channel: MessageChannelClass): (callback: () => void) => boolean {
  const callbacks: (() => void)[] = [];
  let port: HostMessagePort | undefined;
  return (callback) => {
    if (port === undefined) {
      const channel = new Channel();
      channel.port1.onmessage = () => callbacks.shift()?.();
      port = channel.port2;
    }
    callbacks.push(callback);
    port.postMessage(0);
    return true;
  };
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
