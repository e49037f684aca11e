"use beamlet";
// Knows where it throws. What is made of it has fewer lines.

interface Failed {
  readonly stack?: string;
}

export const place = placeOf(thrower());

function* thrower(): Generator<never, void> {
  for (let n = 0; ; n++) {
    if (n > 100) throw new Error("here");
  }
}

function placeOf(thrower: Generator): string | undefined {
  try {
    thrower.next();
  } catch (error) {
    return /[^/\\]+(?=\)$)/.exec((error as Failed).stack?.split("\n")[1] ?? "")?.[0];
  }
  return undefined;
}
