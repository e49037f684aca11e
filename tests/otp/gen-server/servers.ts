// Servers that the tests share.

import { send } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import * as GenServer from "../../../js/otp/gen-server.ts";

export const Counter = GenServer.define({
  init: (start: number) => ({ state: start }),
  handleCall(request: "get" | "add" | "hang" | "crash" | { stop: unknown }, _from, state) {
    if (request === "get") return { reply: state, state };
    if (request === "add") return { reply: state + 1, state: state + 1 };
    if (request === "hang") return { state };
    if (request === "crash") throw new Error("boom");
    return { stop: request.stop, state };
  },
  handleCast: (step: number, state) => ({ state: state + step }),
});

/** A server that tells `log` what happens to it; its callbacks are overridden by `more`. */
export function told(log: Pid, more: Partial<Parameters<typeof GenServer.start>[0]> = {}) {
  return {
    init: () => ({ state: "state" }),
    handleCall: (request: unknown, _from: GenServer.From, state: string) => {
      send(log, ["call", request]);
      return { reply: request, state };
    },
    handleCast: (request: unknown, state: string) => {
      send(log, ["cast", request]);
      return { state };
    },
    handleInfo: (message: unknown, state: string) => {
      send(log, ["info", message]);
      return { state };
    },
    terminate: (reason: unknown) => send(log, ["terminate", reason]),
    ...more,
  } as Parameters<typeof GenServer.start>[0];
}
