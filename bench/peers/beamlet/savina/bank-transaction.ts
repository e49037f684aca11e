// Savina 15: a teller starts transfers; an account that pays waits for the receiver, while further transfers wait for it. A
// reply carries a fresh ref, so that they are not looked at.

"use beamlet";

import { makeRef, type Pid, receive, type Ref, run, self, send, spawn } from "beamlet";
import { balance, tellersNumbers, transfer } from "../../../savina/transfers.ts";
import type { Program } from "../../../serve.ts";

type ToAccount =
  | { readonly type: "credit"; readonly from: Pid<Reply>; readonly amount: number; readonly recipient: Pid<ToAccount> }
  | { readonly type: "debit"; readonly ref: Ref; readonly from: Pid<ToAccount>; readonly amount: number }
  | { readonly type: "reply"; readonly ref: Ref }
  | { readonly type: "stop"; readonly from: Pid<number> };

interface Reply {
  readonly type: "reply";
}

export const bankTransaction: Program = (accounts, count) => run(teller, accounts, count);

/** Every final balance times the ordinal of its account. */
function* teller(accounts: number, count: number) {
  const pids = Array.from({ length: accounts }, (_, id) => spawn(account, id + 1));
  const random = tellersNumbers();
  for (let left = count; left > 0; left--) {
    const { from, to, amount } = transfer(random, accounts);
    const [payer, recipient] = [pids[from], pids[to]];
    if (payer !== undefined && recipient !== undefined) send(payer, { type: "credit", from: self<Reply>(), amount, recipient });
  }
  for (let left = count; left > 0; left--) yield* receive<Reply>();
  for (const pid of pids) send(pid, { type: "stop", from: self<number>() });
  let sum = 0;
  for (let left = accounts; left > 0; left--) sum += yield* receive<number>();
  return sum;
}

function* account(ordinal: number) {
  let held = balance;
  for (;;) {
    const message = yield* receive<ToAccount>();
    if (message.type === "debit") {
      held += message.amount;
      send(message.from, { type: "reply", ref: message.ref });
    } else if (message.type === "credit") {
      held -= message.amount;
      const ref = makeRef();
      send(message.recipient, { type: "debit", ref, from: self<ToAccount>(), amount: message.amount });
      yield* receive((reply) => (reply as { readonly ref?: Ref }).ref === ref, { ref });
      send(message.from, { type: "reply" });
    } else if (message.type === "stop") {
      return send(message.from, ordinal * held);
    }
  }
}
