// What a study is: a question that is not answered by rounds of peers in turn. Each is a program that works out its answer in
// a process of its own, and prints it.

/** The answer of a study, as its program prints it: one line of JSON. */
export interface Study {
  readonly name: string;
  readonly title: string;
  /** What was done, in a sentence or two. */
  readonly text: string;
  readonly headings: readonly string[];
  /** The cells under the headings. The first is a label, the others are numbers. */
  readonly rows: readonly (readonly string[])[];
  readonly charts: readonly Chart[];
  /** The numbers that targets are about. */
  readonly figures: Readonly<Record<string, number>>;
}

/** Curves over an axis that grows tenfold from mark to mark. */
export interface Chart {
  /** Its file's name, without the ending. */
  readonly name: string;
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly curves: readonly { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] }[];
}

/** Prints the answer. The process may still hold what the study built, and ends here. */
export function answer(study: Study): never {
  console.log(JSON.stringify(study));
  process.exit();
}

/** The part of the full size that the program was started with. */
export function scaleOfStudy(): number {
  return Number(process.argv[2] ?? 1);
}
