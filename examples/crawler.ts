// A crawler under a task supervisor: ten pages at a time, some of which fail. A failure is a result, and harms nobody.

import { Process, Supervisor, Task, createRuntime } from "beamlet";

const TASKS = "crawler.tasks";

/** Stands for a request. Some servers are slow, some are broken, and one never answers. */
function* fetchPage(url: string) {
  const number = Number(/\d+$/.exec(url)?.[0]);
  if (number === 13) yield* Process.sleep(Infinity);
  yield* Process.sleep(number % 5);
  if (number % 7 === 0) throw new Error("502 Bad Gateway");
  return { url, words: number * 100 };
}

function* sendWelcome(user: string, mailed: Set<string>) {
  yield* Process.sleep(1);
  mailed.add(user);
}

export async function main(print: (line: string) => void = console.log): Promise<void> {
  // The failures below are meant. By default each would be reported to the console.
  const runtime = createRuntime({ logger: false });

  await runtime.run(function* () {
    const children = [Task.Supervisor.childSpec({ name: TASKS })];
    yield* Supervisor.startLink(children, { strategy: "oneForOne" });

    // Fire and forget: nobody awaits the mail, but the supervisor knows of it, and ends it when the program ends.
    const mailed = new Set<string>();
    yield* Task.Supervisor.startChild(TASKS, sendWelcome, { args: ["Alice", mailed] });

    // A task with a result. Without a link its failure is not the failure of its owner.
    const task = Task.Supervisor.asyncNolink(TASKS, fetchPage, "https://example.com/7");
    const result = yield* Task.yield(task);
    if (result?.ok === false) print(`A page failed, and nobody with it: ${result.reason}`);

    // Thirty pages, ten at once. The pages are given when they come, each has 500 ms.
    const urls = Array.from({ length: 30 }, (_, index) => `https://example.com/${index + 1}`);
    const options = { maxConcurrency: 10, ordered: false, timeout: 500, onTimeout: "killTask", zipInputOnExit: true } as const;
    let words = 0;
    const failed: string[] = [];
    const pages = Task.Supervisor.asyncStreamNolink(TASKS, urls, fetchPage, options);
    yield* pages.forEach((page) => {
      if (page.ok) words += page.value.words;
      else failed.push(`${page.input}: ${page.reason}`);
    });
    print(`${urls.length - failed.length} pages, ${words} words`);
    for (const failure of failed.sort()) print(`Failed: ${failure}`);

    const left = yield* Task.Supervisor.children(TASKS);
    print(`${left.length} tasks are left, and ${[...mailed].join()} has got a mail`);
  });

  await runtime.stop();
}

if (process.argv[1] === import.meta.filename) await main();
