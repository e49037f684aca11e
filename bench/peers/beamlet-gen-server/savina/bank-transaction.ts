// Savina 15 with servers as accounts: one that pays calls the receiver, while further transfers wait for it.

import { GenServer, type Pid, receive, run, self, send } from "beamlet";
import { balance, tellersNumbers, transfer } from "../../../savina/transfers.ts";
import type { Program } from "../../../serve.ts";

interface Credit {
  readonly type: "credit";
  readonly from: Pid<Reply>;
  readonly amount: number;
  readonly recipient: Pid;
}

type Request = { readonly type: "debit"; readonly amount: number } | { readonly type: "stop" };

interface Reply {
  readonly type: "reply";
}

interface Account {
  readonly ordinal: number;
  readonly held: number;
}

const Account = GenServer.define({
  init: (ordinal: number) => ({ state: { ordinal, held: balance } }),
  *handleCast({ from, amount, recipient }: Credit, { ordinal, held }: Account) {
    yield* GenServer.call(recipient, { type: "debit", amount }, Infinity);
    send(from, { type: "reply" });
    return { state: { ordinal, held: held - amount } };
  },
  handleCall(request: Request, _from, { ordinal, held }: Account) {
    if (request.type === "stop") return { stop: "normal", reply: ordinal * held, state: { ordinal, held } };
    return { reply: request.amount, state: { ordinal, held: held + request.amount } };
  },
});

export const bankTransaction: Program = (accounts, count) => run(teller, accounts, count);

/** Every final balance times the ordinal of its account. */
function* teller(accounts: number, count: number) {
  const pids: GenServer.ServerOf<typeof Account>[] = [];
  for (let id = 0; id < accounts; id++) pids.push(yield* GenServer.startLink(Account, id + 1));
  const random = tellersNumbers();
  for (let left = count; left > 0; left--) {
    const { from, to, amount } = transfer(random, accounts);
    const [payer, recipient] = [pids[from], pids[to]];
    if (payer !== undefined && recipient !== undefined) GenServer.cast(payer, { type: "credit", from: self<Reply>(), amount, recipient });
  }
  for (let left = count; left > 0; left--) yield* receive<Reply>();
  let sum = 0;
  for (const pid of pids) sum += yield* GenServer.call(pid, { type: "stop" });
  return sum;
}
