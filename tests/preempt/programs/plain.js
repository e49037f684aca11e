// Has a loop, and does not opt in.

export function* count() {
  for (let n = 0; ; n++) yield n;
}
