// What docs/preemption.md promises, row by row, each with the test that shows it. The page is made from this.

export interface Guarantee {
  readonly what: string;
  /** Whether it holds for a body as it is written, and for one that is compiled. */
  readonly asWritten: string;
  readonly compiled: string;
  /** The test that shows it: a file of tests/, and the words of its title. */
  readonly shownBy: readonly (readonly [file: string, title: string])[];
}

const LOOPS = "preempt/endless-loops.test.ts";
const SAME = "preempt/same-program.test.ts";

export const guarantees: readonly Guarantee[] = [
  { what: "A process gives up its turn at a `yield*` once it has spent 4,000 reductions", asWritten: "yes", compiled: "yes", shownBy: [["host-loop.test.ts", "gets its turn every 10 ms beside 10,000 processes that always run, 20 ms at the latest"]] },
  { what: "An endless loop in a generator body stops nobody", asWritten: "no: it holds the thread", compiled: "yes", shownBy: [[LOOPS, "lets a message through within a round of turns"], [LOOPS, "lets a timer of the host through, is charged for its work, and is killed within 20 ms"]] },
  { what: "Beside it, 1,000 ordinary processes keep 90 % of their share, and of their work", asWritten: "no", compiled: "yes", shownBy: [[LOOPS, "leaves them at least 90 % of their fair share of the turns"], [LOOPS, "leaves them at least 90 % of the work that they do beside another process like them"]] },
  { what: "Beside it, a host timer of 10 ms fires within 20 ms (p99)", asWritten: "no", compiled: "yes", shownBy: [[LOOPS, "lets a host timer of 10 ms fire within 20 ms at p99"]] },
  { what: "`Process.exit(pid, \"kill\")` ends it at once, alone within 20 ms to its last trace; beside others who monitors it is told when its turn would have come, as in Erlang", asWritten: "no", compiled: "yes", shownBy: [[LOOPS, "is ended at once by a kill, of the host and of another process: none of its code runs from then on"], [LOOPS, "lets a timer of the host through, is charged for its work, and is killed within 20 ms"]] },
  { what: "`finally` gives up its turn too, and one that never ends can be killed", asWritten: "no", compiled: "yes", shownBy: [[LOOPS, "gives up its turn too, and ends"], [LOOPS, "that never ends stops nobody, and a kill ends it with the reason it had"]] },
  { what: "An async body that loops gives up its turn, as long as the runtime knows its process: up to and after each `await` of an operation; and what it has begun goes on, whether anybody awaits it or not", asWritten: "no", compiled: "yes", shownBy: [[LOOPS, "that loops for ever stops nobody, and is killed"], [LOOPS, "still knows its process after it has given up a turn"], [LOOPS, "whose promise nobody awaits goes on to its first `await`, as its process, though that has no other work: begun by %s"]] },
  { what: "A plain function that a body calls, and a generator that yields values, cannot give up the turn. A loop in it is reported while it runs, and `onLongTurn` can kill its process", asWritten: "no: reported when it is over", compiled: "yes; neither `catch` nor `finally` stops the kill", shownBy: [[LOOPS, "is reported while it runs, and killed by the hook: %s"], [LOOPS, "is told of again at twice the time, for as long as nobody kills it"]] },
  { what: "A turn that held the thread for more than `longTurnMs` (50) is reported, with its process, name, label and body", asWritten: "yes", compiled: "yes", shownBy: [["accounting.test.ts", "is told to the hook and the logger, with the process, its label and its body"], ["accounting.test.ts", "is told with the registered name, also of a process that has ended by then"], ["accounting.test.ts", "is told to the hook each time, and to the logger once a second at most"], ["accounting.test.ts", "is told to the logger with all its suspects, and alone when it comes again"], ["accounting.test.ts", "with several suspects is told to the logger, %s"], ["accounting.test.ts", "among many short ones names its suspects, and is known when it comes again"]] },
  { what: "Large copies are charged by their size, and a send to a long mailbox costs more", asWritten: "yes", compiled: "yes", shownBy: [["accounting.test.ts", "for the copy of %s by its size"], ["core/mailbox.test.ts", "makes a send cost more when the mailbox is long, until the turn is over"]] },
  { what: "Compiled code computes what it computes as it is written", asWritten: "–", compiled: "yes", shownBy: [[SAME, "that is asked for its values by host code yields, returns, throws and does the same"], [SAME, "that is asked for its values inside a process, whose body is %s, does the same"], [LOOPS, "never yields a value that is not its own: %s"], [SAME, "that is the body of a process returns, throws and does the same, however often its turn is taken"], ["preempt/corpus.test.ts", "compiled, a package does what it does as it is:"], ["preempt/messages.test.ts", "sends what it sends as it is written, and throws what it throws"]] },
  { what: "Source maps lead to the source", asWritten: "–", compiled: "yes; the loader's also through the map that a file comes with", shownBy: [["preempt/transform.test.ts", "leads from every word of the output to the same word of the source"], ["preempt/loader.test.ts", "leads stacks through the source map that a file has, if that leads anywhere"]] },
];

export function page(): string {
  const rows = guarantees.map(({ what, asWritten, compiled, shownBy }, index) => `| ${what} | ${asWritten} | ${compiled} | ${shownBy.map(() => `[${index + 1}]`)[0]} |`);
  const tests = guarantees.map(({ shownBy }, index) => `${index + 1}. ${shownBy.map(([file, title]) => `\`tests/${file}\`: ${title}`).join("; ")}`);
  return `# Preemption

<!-- Made from tests/preempt/guarantees.ts: UPDATE=1 npx vitest run tests/preempt/page.test.ts -->

JavaScript cannot interrupt a function. A process gives up its turn where it says \`yield*\`; for loops in between there is
\`beamlet/preempt\`, which puts a check at the head of each, as the BEAM's compiler does. A file opts in with the directive
\`"use beamlet"\` at its top, a function with the same in its body. One that is misplaced or
misspelt opts in to nothing: the bundler, the loader and the \`warnings\` of \`transform\` tell of it, with its file, line and column.

\`\`\`js
// rollup.config.js; also preempt.vite(), .rolldown(), .esbuild() and .webpack()
import preempt from "beamlet/preempt";
export default { input: "app.js", plugins: [preempt.rollup()] };
\`\`\`

With \`{ include: "src/**" }\` every function of those files is compiled, without a directive; \`exclude\` leaves files as they are. Both take
paths, globs and regular expressions, or a list: globs are from the working directory unless they begin with \`/\` or \`**\`.

Without a bundler: \`node --import beamlet/preempt/register app.js\`. It compiles what is imported and what is required, and CommonJS keeps
Node's own \`require\`. TypeScript passes through where Node takes the types off. Before Node 22.15, which has \`module.registerHooks\`, a
module that is imported by a required one stays as it is. Deno has the same hooks, and takes the file by its path:
\`deno run --import ./node_modules/beamlet/dist/preempt/register.js app.js\`. Bun has none, and builds first, by \`Bun.build\` with
\`plugins: [preempt.esbuild()]\`; it does not print their warnings.

## What holds

| | as written | compiled | shown by |
|---|---|---|---|
${rows.join("\n")}

## Where

Compiled code imports \`preemption\` from \`beamlet\`, or from \`beamlet/core-js\` where its file imports from that, and needs nothing else of
its host. Of a program on \`beamlet/core-js\` a file that imports neither is preempted where that is \`beamlet\` by the condition
\`beamlet-js\`. \`tests/preempt/everywhere.test.ts\` shows the rows on endless loops, kills, turns and values on Node 20, 24 and 26, Deno, Bun,
Chromium, Firefox and workerd. Two things depend on the host's clock. Where it stands still while code runs, as in Cloudflare's Workers,
only iterations count: a turn is 4,000 of them however long they take, and no long turn is seen. Elsewhere a millisecond in compiled code
counts as a whole turn.

## What is compiled

- *Generators without a \`yield\` of their own*, bodies and what they delegate to, check at their entry and at the head of each
  loop, or of a chunk of it. They give up the turn there if the scheduler is who asks: the process begins with a compiled generator, and from there
  to the check there is nothing but \`yield*\` in compiled code, or a callback that the library asks, of a GenServer, an Agent or a
  Task. Where anybody else asks a generator for its values, be it \`for … of\`, a spread, \`next()\` or \`yield*\` in code that is not
  compiled, it yields what it yields as written: its loops are charged and reported only, as those of a plain function.
- *Generators with a \`yield\` of their own* have values, and check as plain functions do.
- *Async functions* check at loop heads, and \`await\` there, so that jobs of their promises may come in another order. What awaits nothing
  but promises of its own, as in \`for (;;) await null\`, never lets the host in between, and after the first of them its process is not
  known: it holds the thread, and nothing can end or report it.
- *Other functions* check in their loops, and at the entry when they call themselves; so do static blocks of the classes in a function.
- \`catch\` and \`finally\` let the end of a killed process pass.
- *Messages* that are written in the call, as in \`send(to, { type: "add", n })\`, are not copied: nobody else can have them. Where a
  value in one turns out to be an object made elsewhere, that object alone is copied. \`send\` is known where it is imported by name.

Not compiled: code outside of functions, functions with \`with\` or in one, files in which nothing opts in. Not able to give up the turn
either: methods with computed names or decorators, methods of a class that has a computed name they might share, and methods of
objects that use \`super\` or \`eval\`; generators whose \`next\` or \`Symbol.iterator\` somebody has replaced, and those of another realm.
A proxy of a generator is asked for its prototype and its \`next\` once more. A file that opts in and is not valid is refused, by its
name, line and column.

## What it costs

A check is a decrement and a comparison. Where a generator may give up its turn, V8 keeps every variable as a value that anybody
might have changed, which made a short loop cost 10 ns an iteration. So an innermost loop that has no \`yield*\` in it runs in chunks
of up to 2,048 iterations, as the engine would run it, and gives up the turn between two of them; of the variables that it
calculates with V8 is told again what they are. A \`for … of\` goes by index over an array, and over anything else asks its iterator
as the language would. Checked at each iteration, as before, are loops that have others or a \`yield*\` in them, \`for … in\`, and
loops whose \`let\` is seen by a function in them. Nanoseconds for an iteration of a body, as written and compiled, each in processes of
its own, the least of all; \`make bench WORKLOAD=preemption\` makes them anew (Intel Xeon, shared):

| | Node 24.21 |
|---|---|
| an order of ten lines, received, priced and answered | 647 → 666 |
| the same, priced by a function of its own | 630 → 638 |
| a command, received, split, looked up and answered | 344 → 331 |
| a record, received, made to JSON and answered | 430 → 272 |

So a body that receives, works and answers pays some 2 per cent, or gains as its messages are spared the copy. Whole programs gain:
those of Savina take nine tenths of their time (the geometric mean in \`bench/RESULTS.md\`). Alone, the parts of a body pay more:

| | Node 24.21 |
|---|---|
| the tightest loop | 0.5 → 0.6 |
| \`yield*\` of a generator that does nothing, a function of the file | 21 → 26 |
| the same, a method | 21 → 48 |
| a key in a Map, an element of an array | 7.7 → 8.1 |
| a message to oneself, sent and received | 27 → 31 |
| a record, its list and JSON.stringify | 164 → 164 |
| a line of text, split and added up | 41 → 61 |
| an order of ten lines, priced | 13 → 24 |
| the same, its loop in a function of its own | 13 → 17 |
| the same, its lines in a Map | 94 → 155 |
| an array of a thousand, its sum | 494 → 580 |

A loop of a body that is entered every few nanoseconds pays some 12 ns each time it is entered, one over a Map, a Set or a generator
more; an iteration pays less than 1 ns, 3 to 6 ns over a Map, a Set or a string, 10 ns over a generator. A plain function cannot give
up its turn, and its loops stay as they are written: an innermost one counts in a register and looks at the count of the turn once
in sixteen iterations, which costs half a nanosecond each. Packages of npm of which every function is compiled take
1.08 of their time, the geometric mean of those in \`bench/RESULTS.md\`: what parses, renders or formats some 5 per cent more, what is all
short loops of numbers, or generators of values, up to 22.

## Long turns

A turn that took longer than \`longTurnMs\` is told to \`onLongTurn\` each time, and to the logger at most once a second for a runtime: by the
registered name, the label and the body of its process, of a server by its class and the callback that it called last. The body of a task
is not known, nor that of a process that ended in a turn which many others preceded.

Where several took turns between two readings of the clock, the hook is told of all. The logger is told of the first three and how many
more, at most once a second too, and only when one of them took that long for sure, as their turns did on average, or when they took ten times
as long together: many short turns may add up to less. Then for a second fewer turns go by between two readings, for the first
100 ms one: who does it again is named alone, at once or after a few times. \`docs/guide.md\` has a program that kills who holds the thread.

The clock is that of the wall: a pause of the garbage collector, of the operating system or of a debugger looks like a long turn of whoever had it.

## The tests

${tests.join("\n")}
`;
}
