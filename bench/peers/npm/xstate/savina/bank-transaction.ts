// Savina 15: a teller starts transfers; an account that pays waits for the receiver. An actor cannot leave an event in its
// mailbox, so an account that waits puts the others off in a queue of its own.

import { createActor, fromTransition } from "xstate";
import { Queue } from "../../../../savina/queue.ts";
import { balance, tellersNumbers, transfer } from "../../../../savina/transfers.ts";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

type Reply = { readonly type: "reply" };

type Request =
  | { readonly type: "credit"; readonly from: To<Reply>; readonly amount: number; readonly recipient: To<ToAccount> }
  | { readonly type: "debit"; readonly from: To<ToAccount>; readonly amount: number }
  | { readonly type: "stop"; readonly from: To<ToTeller> };

type ToAccount = Request | Reply;
type ToTeller = { readonly type: "start" } | Reply | { readonly type: "held"; readonly value: number };

interface Account {
  readonly held: number;
  /** Whom to tell when the receiver has replied. */
  readonly client: To<Reply> | undefined;
}

/** Every final balance times the ordinal of its account. */
export const bankTransaction: Program = (accounts, count) =>
  new Promise((resolve) => {
    const actors = Array.from({ length: accounts }, (_, id) => startAccount(id + 1));
    const random = tellersNumbers();
    const teller = fromTransition(
      (state: { readonly replies: number; readonly stopped: number; readonly sum: number }, event: ToTeller, { self }) => {
        if (event.type === "start") {
          for (let left = count; left > 0; left--) {
            const { from, to, amount } = transfer(random, accounts);
            const [payer, recipient] = [actors[from], actors[to]];
            if (payer !== undefined && recipient !== undefined) payer.send({ type: "credit", from: self, amount, recipient });
          }
          return state;
        }
        if (event.type === "reply") {
          const replies = state.replies + 1;
          if (replies === count) for (const actor of actors) actor.send({ type: "stop", from: self });
          return { ...state, replies };
        }
        const [sum, stopped] = [state.sum + event.value, state.stopped + 1];
        if (stopped === accounts) resolve(sum);
        return { ...state, sum, stopped };
      },
      { replies: 0, stopped: 0, sum: 0 },
    );
    createActor(teller).start().send({ type: "start" });
  });

function startAccount(ordinal: number): To<ToAccount> {
  const putOff = new Queue<Request>();
  return createActor(
    fromTransition(
      (state: Account, event: ToAccount, { self }): Account => {
        if (event.type !== "reply") {
          if (state.client === undefined) return handle(state.held, event, self);
          putOff.push(event);
          return state;
        }
        state.client?.send({ type: "reply" });
        let next: Account = { held: state.held, client: undefined };
        while (next.client === undefined && putOff.size > 0) {
          const request = putOff.shift();
          if (request !== undefined) next = handle(next.held, request, self);
        }
        return next;
      },
      { held: balance, client: undefined },
    ),
  ).start();

  function handle(held: number, request: Request, self: To<ToAccount> & { stop(): void }): Account {
    switch (request.type) {
      case "credit":
        request.recipient.send({ type: "debit", from: self, amount: request.amount });
        return { held: held - request.amount, client: request.from };
      case "debit":
        request.from.send({ type: "reply" });
        return { held: held + request.amount, client: undefined };
      case "stop":
        request.from.send({ type: "held", value: ordinal * held });
        self.stop();
    }
    return { held, client: undefined };
  }
}
