// Savina 15: a teller starts transfers; an account that pays waits for the receiver, while further transfers wait for it in its
// queue. The receiver's reply comes in a deferred, beside them.

import { Deferred, Effect, Queue } from "effect";
import { balance, tellersNumbers, transfer } from "../../../../savina/transfers.ts";
import type { Program } from "../../../../serve.ts";

type ToAccount =
  | { readonly type: "credit"; readonly from: Queue.Queue<Reply>; readonly amount: number; readonly recipient: Queue.Queue<ToAccount> }
  | { readonly type: "debit"; readonly reply: Deferred.Deferred<void>; readonly amount: number }
  | { readonly type: "stop"; readonly from: Queue.Queue<number> };

interface Reply {
  readonly type: "reply";
}

export const bankTransaction: Program = (accounts, count) => Effect.runPromise(teller(accounts, count));

/** Every final balance times the ordinal of its account. */
const teller = Effect.fnUntraced(function* (accounts: number, count: number) {
  const replies = yield* Queue.unbounded<Reply>();
  const balances = yield* Queue.unbounded<number>();
  const mailboxes: Queue.Queue<ToAccount>[] = [];
  for (let id = 0; id < accounts; id++) {
    const mailbox = yield* Queue.unbounded<ToAccount>();
    yield* Effect.forkChild(account(mailbox, id + 1));
    mailboxes.push(mailbox);
  }
  const random = tellersNumbers();
  for (let left = count; left > 0; left--) {
    const { from, to, amount } = transfer(random, accounts);
    const [payer, recipient] = [mailboxes[from], mailboxes[to]];
    if (payer !== undefined && recipient !== undefined) yield* Queue.offer(payer, { type: "credit", from: replies, amount, recipient });
  }
  for (let left = count; left > 0; left--) yield* Queue.take(replies);
  for (const mailbox of mailboxes) yield* Queue.offer(mailbox, { type: "stop", from: balances });
  let sum = 0;
  for (let left = accounts; left > 0; left--) sum += yield* Queue.take(balances);
  return sum;
});

const account = Effect.fnUntraced(function* (own: Queue.Queue<ToAccount>, ordinal: number) {
  let held = balance;
  for (;;) {
    const message = yield* Queue.take(own);
    if (message.type === "debit") {
      held += message.amount;
      yield* Deferred.succeed(message.reply, undefined);
    } else if (message.type === "credit") {
      held -= message.amount;
      const reply = yield* Deferred.make<void>();
      yield* Queue.offer(message.recipient, { type: "debit", reply, amount: message.amount });
      yield* Deferred.await(reply);
      yield* Queue.offer(message.from, { type: "reply" });
    } else {
      return yield* Queue.offer(message.from, ordinal * held);
    }
  }
});
