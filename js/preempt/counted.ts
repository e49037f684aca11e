// Counted loops: how a function that cannot give up its turn counts the iterations of its innermost loops.
//
//   for (HEAD) BODY
//
//   { let n = 0;
//     for (HEAD) { if (++n > 15) { n = 0; if (($.left -= 16) < 0) $.hold(); } BODY }
//     $.left -= n;
//   }
//
// The loop stays as it is written: most loops of such functions are short, and what it would take to begin and to end a chunk
// is more than they take themselves. What is counted stays in a register but for one iteration in sixteen, which most loops never
// come to. What leaves the loop for somewhere else charges first; an exception does not.

import type MagicString from "magic-string";
import type { FunctionInfo, LoopInfo } from "./functions.ts";
import { exitsOf, hasEnd, isInnermost, labelsOf } from "./loops.ts";

/** Iterations between two looks at the count of the turn. */
const STEP = 16;

/** Compiles a loop to a counted one; `atHead` puts the check there. Returns false where another loop is in it, and nothing is changed. */
export function compileToCounted(loop: LoopInfo, one: FunctionInfo, library: string, text: MagicString, atHead: (check: string) => void): boolean {
  if (!isInnermost(loop, one)) return false;
  const { node, ancestors } = loop;
  const labels = labelsOf(ancestors);
  const counted = `${library}Counted`;
  const charge = `${library}.left -= ${counted};`;

  for (const { statement } of exitsOf(node, labels)) text.prependRight(statement.start as number, `{ ${charge} `).appendLeft(statement.end as number, " }");
  text.prependRight((labels.at(0) ?? node).start as number, `{ let ${counted} = 0; `);
  atHead(`if (++${counted} > ${STEP - 1}) { ${counted} = 0; if ((${library}.left -= ${STEP}) < 0) ${library}.hold(); }`);
  text.appendLeft(node.end as number, `${hasEnd(node, text.original) ? "" : ";"} ${charge} }`);
  return true;
}
