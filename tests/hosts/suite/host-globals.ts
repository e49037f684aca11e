// Globals of Node that test files name, for every host. The bundle puts them in place of the names in test files only: the
// library still finds its host as it is.

import { addUncaughtListener, removeUncaughtListener } from "./uncaught.ts";

interface MessagePortLike {
  onmessage: (() => void) | null;
  postMessage(message: unknown): void;
}

interface Host {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly MessageChannel?: new () => { readonly port1: MessagePortLike; readonly port2: MessagePortLike };
  readonly setTimeout: (callback: () => void, ms: number) => unknown;
}

const host = globalThis as unknown as Host;
const waiting: (() => void)[] = [];
let port: MessagePortLike | undefined;

/** Calls back once the host has had its turn. */
function viaChannelOrTimer(callback: () => void): void {
  if (host.MessageChannel === undefined) return void host.setTimeout(callback, 0);
  if (port === undefined) {
    const channel = new host.MessageChannel();
    channel.port1.onmessage = () => waiting.shift()?.();
    port = channel.port2;
  }
  waiting.push(callback);
  port.postMessage(0);
}

const setImmediateHere: (callback: () => void) => unknown = host.setImmediate ?? viaChannelOrTimer;
export { setImmediateHere as setImmediate };

/** What `process` is for in test files: to hear of errors that nobody caught. */
export const process = {
  on(_event: "uncaughtException" | "unhandledRejection", listener: (error: unknown) => void) {
    addUncaughtListener(listener);
    return process;
  },
  off(_event: "uncaughtException" | "unhandledRejection", listener: (error: unknown) => void) {
    removeUncaughtListener(listener);
    return process;
  },
};
