// Rules 7 to 11: the mailbox and receive. Twin of mailbox.exs.

import { Process, receive, self, send, spawn } from "../../js/index.ts";
import { drain, is, taggedPid, type Group } from "./trace.ts";

export const mailbox: Group = {
  *"7. the oldest message that matches any clause wins: message order beats clause order"(log) {
    send(self(), "b");
    send(self(), "a");
    for (let n = 1; n <= 2; n++) log(yield* receive((message) => message === "a" || message === "b"));
  },

  *"7. messages that do not match stay in place and in order"(log) {
    for (let n = 1; n <= 5; n++) send(self(), n);
    log(yield* receive(is(3)));
    log(yield* drain());
  },

  *"7. the next receive scans the skipped messages again, oldest first"(log) {
    for (const message of ["x1", "y1", "x2", "y2"]) send(self(), message);
    log(yield* receive(is("y1")));
    log(yield* receive((message) => message === "x1" || message === "x2"));
    log(yield* receive(is("y2")));
    log(yield* drain());
  },

  *"7. a blocked receive keeps waiting while messages that do not match arrive"(log) {
    const parent = self();
    spawn(() => {
      for (const message of ["noise1", "noise2", "wanted", "noise3", "done"]) send(parent, message);
    });

    log(yield* receive(is("wanted")));
    yield* receive(is("done"));
    log(yield* drain());
  },

  *"7. equal messages are taken one at a time"(log) {
    for (let n = 1; n <= 3; n++) send(self(), "same");
    log(yield* receive(is("same")));
    log(yield* drain());
  },

  *"7. a receive without a pattern takes the oldest message"(log) {
    send(self(), "first");
    send(self(), "second");
    log(yield* receive());
    log(yield* drain());
  },

  *"8. after 0 takes a match behind messages that do not match"(log) {
    for (let n = 1; n <= 100; n++) send(self(), n);
    log(yield* receive(is(100), { after: 0 }));
    log((yield* drain()).length);
  },

  *"8. after 0 times out when nothing matches, and leaves the mailbox as it was"(log) {
    for (let n = 1; n <= 3; n++) send(self(), n);
    log(yield* receive(is("other"), { after: 0 }));
    log(yield* drain());
  },

  *"8. after 0 on an empty mailbox times out"(log) {
    log(yield* receive({ after: 0 }));
  },

  *"9. after t counts from the entry of receive: unmatched arrivals do not reset it"(log) {
    const parent = self();
    const ticker = spawn(function* () {
      for (let n = 1; n <= 50; n++) {
        send(parent, "noise");
        yield* Process.sleep(20);
      }
    });

    log(yield* receive(is("never"), { after: 100 }));
    log(["ticker_alive", Process.isAlive(ticker)]);
    log(["noise_queued", (yield* drain()).length > 0]);
  },

  *"9. a message that comes before the deadline is received"(log) {
    const parent = self();
    spawn(() => send(parent, "in_time"));
    log(yield* receive({ after: 4000 }));
  },

  *"9. a timeout takes nothing: a message that comes later is received later"(log) {
    const parent = self();
    const pid = spawn(function* () {
      yield* receive(is("go"));
      send(parent, "late");
    });

    log(yield* receive({ after: 10 }));
    send(pid, "go");
    log(yield* receive());
  },

  *"9. receive with only an after is a sleep"(log) {
    send(self(), "queued");
    log(yield* receive(() => false, { after: 10 }));
    log(yield* drain());
  },

  *"10. messages that arrive while a process is busy wait: it handles one thing at a time"(log) {
    const parent = self();
    const backend = spawn(function* () {
      const [, from] = yield* receive(taggedPid("ask"));
      send(parent, ["asked", from]);
    });
    const server = spawn(function* () {
      yield* receive(is("slow"));
      log("slow_started");
      send(backend, ["ask", self()]);
      yield* receive(is("answer"));
      log("slow_answered");
      log(yield* receive(is("fast")));
      send(parent, "done");
    });

    send(server, "slow");
    yield* receive(taggedPid("asked"));
    log("asked");
    send(server, "fast");
    send(server, "answer");
    log(yield* receive(is("done")));
  },

  *"11. a guard that raises counts as no match"(log) {
    send(self(), 1);
    send(self(), [7]);
    log(yield* receive((message): message is number[] => (message as number[]).at(0) === 7));
    log(yield* drain());
  },

  *"§1.1 a process can send to itself"(log) {
    send(self(), ["from", self()]);
    log(yield* receive());
  },

  *"§1.1 a negative or malformed after raises"(log) {
    for (const after of [-1, NaN]) {
      try {
        log(yield* receive(is("never"), { after }));
      } catch {
        log("raised");
      }
    }
  },
};
