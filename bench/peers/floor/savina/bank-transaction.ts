// Savina 15: a teller starts transfers; an account that pays waits for the receiver, and sets aside what comes until it has
// the reply.

import { balance, tellersNumbers, transfer } from "../../../savina/transfers.ts";
import type { Program } from "../../../serve.ts";
import { Queue } from "../queue.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

type ToAccount =
  | { readonly type: "credit"; readonly from: Process<ToTeller>; readonly amount: number; readonly recipient: Process<ToAccount> }
  | { readonly type: "debit"; readonly from: Process<ToAccount>; readonly amount: number }
  | { readonly type: "reply" }
  | { readonly type: "stop"; readonly from: Process<ToTeller> };

type ToTeller = { readonly type: "reply" } | number;

/** Every final balance times the ordinal of its account. */
export const bankTransaction: Program = async (accounts, count) => {
  let sum = 0;
  spawn<ToTeller>(function* (self) {
    const all = Array.from({ length: accounts }, (_, id) => spawn<ToAccount>((process) => account(process, id + 1)));
    const random = tellersNumbers();
    for (let left = count; left > 0; left--) {
      const { from, to, amount } = transfer(random, accounts);
      const [payer, recipient] = [all[from], all[to]];
      if (payer !== undefined && recipient !== undefined) send(payer, { type: "credit", from: self, amount, recipient });
    }
    for (let left = count; left > 0; left--) {
      if (self.mailbox.size === 0) yield;
      self.mailbox.take();
    }
    for (const process of all) send(process, { type: "stop", from: self });
    for (let left = accounts; left > 0; left--) {
      if (self.mailbox.size === 0) yield;
      const held = self.mailbox.take();
      if (typeof held === "number") sum += held;
    }
  });
  run();
  return sum;
};

function* account(self: Process<ToAccount>, ordinal: number): Generator<void, void, void> {
  const aside = new Queue<ToAccount>();
  let held = balance;
  for (;;) {
    if (aside.size === 0 && self.mailbox.size === 0) yield;
    const message = aside.size > 0 ? aside.take() : self.mailbox.take();
    if (message.type === "debit") {
      held += message.amount;
      send(message.from, { type: "reply" });
    } else if (message.type === "credit") {
      held -= message.amount;
      send(message.recipient, { type: "debit", from: self, amount: message.amount });
      for (;;) {
        if (self.mailbox.size === 0) yield;
        const reply = self.mailbox.take();
        if (reply.type === "reply") break;
        aside.push(reply);
      }
      send(message.from, { type: "reply" });
    } else if (message.type === "stop") {
      return send(message.from, ordinal * held);
    }
  }
}
