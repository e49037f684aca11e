// The directive that opts in, and whether a file that cannot be parsed seems to have it.

export const DIRECTIVE = "use beamlet";

/** Strings, and what no directive stands in: comments, templates and the line of the interpreter. */
const TOKENS = /("(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*')|^#!.*|\/\/.*|\/\*[^]*?\*\/|`(?:\\[^]|[^`\\])*`/g;

/** The directive, alone or behind others, where a file or a block begins. */
const PLACE = new RegExp(String.raw`(?:^|\{)\s*(?:""[\s;]*)*["']${DIRECTIVE}["'][^\S\n]*(?:[;}\n]|$)`);

/** True where the directive seems to be one. A file without it that the parser cannot read is for others to read. */
export function seemsToOptIn(code: string): boolean {
  const plain = code.replace(TOKENS, (_, string?: string) => (string === undefined ? " " : string.slice(1, -1) === DIRECTIVE ? string : '""'));
  return PLACE.test(plain);
}
