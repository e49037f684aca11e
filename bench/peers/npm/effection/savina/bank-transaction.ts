// Savina 15: a teller starts transfers; an account that pays waits for the receiver. Replies have a queue of their own, while
// further transfers wait in the account's mailbox.

import { createQueue, type Operation, run, spawn } from "effection";
import { balance, tellersNumbers, transfer } from "../../../../savina/transfers.ts";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

type ToAccount =
  | { readonly type: "credit"; readonly from: Mailbox<Reply>; readonly amount: number; readonly recipient: Mailbox<ToAccount> }
  | { readonly type: "debit"; readonly from: Mailbox<Reply>; readonly amount: number }
  | { readonly type: "stop"; readonly from: Mailbox<number> };

interface Reply {
  readonly type: "reply";
}

export const bankTransaction: Program = async (accounts, count) => run(() => teller(accounts, count));

/** Every final balance times the ordinal of its account. */
function* teller(accounts: number, count: number): Operation<number> {
  const replies = createQueue<Reply, never>();
  const mailboxes = Array.from({ length: accounts }, () => createQueue<ToAccount, never>());
  for (const [id, mailbox] of mailboxes.entries()) yield* spawn(() => account(mailbox, id + 1));
  const random = tellersNumbers();
  for (let left = count; left > 0; left--) {
    const { from, to, amount } = transfer(random, accounts);
    const [payer, recipient] = [mailboxes[from], mailboxes[to]];
    if (payer !== undefined && recipient !== undefined) payer.add({ type: "credit", from: replies, amount, recipient });
  }
  for (let left = count; left > 0; left--) yield* take(replies);
  const balances = createQueue<number, never>();
  for (const mailbox of mailboxes) mailbox.add({ type: "stop", from: balances });
  let sum = 0;
  for (let left = accounts; left > 0; left--) sum += yield* take(balances);
  return sum;
}

function* account(own: Mailbox<ToAccount>, ordinal: number): Operation<void> {
  const replies = createQueue<Reply, never>();
  let held = balance;
  for (;;) {
    const message = yield* take(own);
    if (message.type === "debit") {
      held += message.amount;
      message.from.add({ type: "reply" });
    } else if (message.type === "credit") {
      held -= message.amount;
      message.recipient.add({ type: "debit", from: replies, amount: message.amount });
      yield* take(replies);
      message.from.add({ type: "reply" });
    } else {
      return message.from.add(ordinal * held);
    }
  }
}
