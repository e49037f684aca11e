// Savina 15: a teller starts transfers; an account that pays waits for the receiver, and puts off what comes until it has the
// reply. Not by a query: its reply is found by 32 random bits, and with a thousand accounts that wait one is lost now and then.

import { dispatch, type Ref, spawn, stop } from "nact";
import { Queue } from "../../../../savina/queue.ts";
import { balance, tellersNumbers, transfer } from "../../../../savina/transfers.ts";
import type { Program } from "../../../../serve.ts";
import { inSystem, spawnSum, type System } from "../system.ts";

interface Reply {
  readonly type: "reply";
}

type Request =
  | { readonly type: "credit"; readonly from: Ref<Reply>; readonly amount: number; readonly recipient: Ref<ToAccount> }
  | { readonly type: "debit"; readonly from: Ref<Reply>; readonly amount: number }
  | { readonly type: "stop"; readonly from: Ref<number> };

type ToAccount = Request | Reply;

interface Account {
  readonly held: number;
  /** Whom to tell when the receiver has replied. */
  readonly client: Ref<Reply> | undefined;
}

/** Every final balance times the ordinal of its account. */
export const bankTransaction: Program = (accounts, count) =>
  inSystem<number>((system, resolve) => {
    const all = Array.from({ length: accounts }, (_, id) => spawnAccount(system, id + 1));
    const sum = spawnSum(system, accounts, resolve);
    const teller = spawn(
      system,
      (left: number, _: Reply): number => {
        if (left === 1) for (const account of all) dispatch(account, { type: "stop", from: sum });
        return left - 1;
      },
      undefined,
      { initialState: count },
    );
    const random = tellersNumbers();
    for (let left = count; left > 0; left--) {
      const { from, to, amount } = transfer(random, accounts);
      const [payer, recipient] = [all[from], all[to]];
      if (payer !== undefined && recipient !== undefined) dispatch(payer, { type: "credit", from: teller, amount, recipient });
    }
  });

function spawnAccount(system: System, ordinal: number): Ref<ToAccount> {
  const putOff = new Queue<Request>();
  return spawn(
    system,
    (state: Account, message: ToAccount, { self }): Account => {
      if (message.type !== "reply") {
        if (state.client === undefined) return handle(state.held, message, self);
        putOff.push(message);
        return state;
      }
      if (state.client !== undefined) dispatch(state.client, message);
      let next: Account = { held: state.held, client: undefined };
      while (next.client === undefined && putOff.size > 0) {
        const request = putOff.shift();
        if (request !== undefined) next = handle(next.held, request, self);
      }
      return next;
    },
    `account-${ordinal}`,
    { initialState: { held: balance, client: undefined } },
  );

  function handle(held: number, request: Request, self: Ref<ToAccount>): Account {
    switch (request.type) {
      case "credit":
        dispatch(request.recipient, { type: "debit", from: self, amount: request.amount });
        return { held: held - request.amount, client: request.from };
      case "debit":
        dispatch(request.from, { type: "reply" });
        return { held: held + request.amount, client: undefined };
      case "stop":
        dispatch(request.from, ordinal * held);
        stop(self);
    }
    return { held, client: undefined };
  }
}
