// The colours of Savina's chameneos.

export type Colour = "red" | "yellow" | "blue";

export const colours: readonly Colour[] = ["red", "yellow", "blue"];

/** The colour itself when both are the same, else the one that neither has. */
export function complement(one: Colour, other: Colour): Colour {
  if (one === other) return one;
  if (one !== "red" && other !== "red") return "red";
  return one !== "yellow" && other !== "yellow" ? "yellow" : "blue";
}
