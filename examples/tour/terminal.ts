// What the tour says and how it looks: at most 80 columns, colours and a line that moves only on a terminal.

const { stdout } = process;
const hasColours = stdout.isTTY && (process.env["NO_COLOR"] ?? "") === "" && process.env["TERM"] !== "dumb";

const COLUMNS = 80;

/** How often the line that moves shows the time. */
const REFRESH_MS = 200;

const bold = style(1);
const dim = style(2);
const cyan = style(36);

export function title(text: string): void {
  console.log(`\n${bold(text)}`);
}

export function station(name: string, file: string, ...narration: readonly string[]): void {
  console.log(`\n${cyan("●")} ${bold(name)}${dim(file.padStart(COLUMNS - 2 - name.length))}\n`);
  for (const line of narration) console.log(`  ${line}`);
  console.log();
}

/** Prints a line of a program's output. */
export function output(line: string): void {
  console.log(`    ${dim("│")} ${line}`.trimEnd());
}

export function last(...lines: readonly string[]): void {
  console.log();
  for (const line of lines) console.log(line);
}

/** Runs `work`, which may change what is said of it. Meanwhile a terminal shows that, and the time; elsewhere it is said once. */
export async function showingProgress<T>(
  label: string,
  work: (say: (label: string) => void) => Promise<T>,
): Promise<T> {
  if (!stdout.isTTY) {
    output(`${label} …`);
    return work(() => {});
  }
  const start = performance.now();
  let current = label;
  const show = () => stdout.write(`\r\x1b[K    ${current} … ${((performance.now() - start) / 1_000).toFixed(1)} s`);
  const say = (next: string) => {
    current = next;
    show();
  };
  show();
  const ticking = setInterval(show, REFRESH_MS);
  try {
    return await work(say);
  } finally {
    clearInterval(ticking);
    stdout.write("\r\x1b[K");
  }
}

function style(code: number): (text: string) => string {
  return (text) => (hasColours ? `\x1b[${code}m${text}\x1b[0m` : text);
}
