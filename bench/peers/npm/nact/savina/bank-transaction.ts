// Savina 15: a teller starts transfers; an account that pays waits for the receiver, by a query, while further transfers wait for
// it.

import { dispatch, query, type Ref, spawn, stop } from "nact";
import { balance, tellersNumbers, transfer } from "../../../../savina/transfers.ts";
import type { Program } from "../../../../serve.ts";
import { inSystem, spawnSum, type System, timeout } from "../system.ts";

type ToAccount =
  | { readonly type: "credit"; readonly from: Ref<Reply>; readonly amount: number; readonly recipient: Ref<ToAccount> }
  | { readonly type: "debit"; readonly from: Ref<Reply>; readonly amount: number }
  | { readonly type: "stop"; readonly from: Ref<number> };

interface Reply {
  readonly type: "reply";
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
  return spawn(
    system,
    async (held: number, message: ToAccount, { self }): Promise<number> => {
      if (message.type === "debit") {
        dispatch(message.from, { type: "reply" });
        return held + message.amount;
      }
      if (message.type === "credit") {
        const { amount, recipient } = message;
        await query(recipient, (from: Ref<Reply>): ToAccount => ({ type: "debit", from, amount }), timeout);
        dispatch(message.from, { type: "reply" });
        return held - amount;
      }
      dispatch(message.from, ordinal * held);
      stop(self);
      return held;
    },
    `account-${ordinal}`,
    { initialState: balance },
  );
}
