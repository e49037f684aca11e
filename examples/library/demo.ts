// A program that uses the library. It ends by itself: the library's runtime holds nothing of the host while it is idle.

import { createCache } from "./src/index.ts";

let loads = 0;
const squares = createCache(async (key) => {
  loads++;
  await new Promise((resolve) => setTimeout(resolve, 20));
  if (key === "x") throw new Error("x is not a number");
  return Number(key) ** 2;
}, { maxAgeMs: 60_000 });

console.log(await Promise.all(["7", "7", "8", "7"].map((key) => squares.get(key)))); // [ 49, 49, 64, 49 ]
console.log(`${loads} loads, ${squares.size()} values`); // 2 loads, 2 values
console.log(await squares.get("x").catch((error: unknown) => String(error)));
await squares.close();
