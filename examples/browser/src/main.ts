// The page: buttons, counts twice a second, and a picture per frame.

import { HEIGHT, WIDTH, startField } from "./field.ts";
import type { Field } from "./field.ts";

const start = element<HTMLButtonElement>("start");
const stop = element<HTMLButtonElement>("stop");
const kill = element<HTMLButtonElement>("kill");
const context = element<HTMLCanvasElement>("field").getContext("2d")!;
const picture = context.createImageData(WIDTH, HEIGHT);
const pixels = new Uint32Array(picture.data.buffer);
/** Red, green and blue of each brightness, as the bytes of a pixel. */
const colours = Uint32Array.from({ length: 256 }, (_, light) => 0xff_00_00_00 | ((light >> 2) << 16) | (((light * light) >> 8) << 8) | light);

const frames: number[] = [];
let field: Field | undefined;
let lastFrame = 0;
let lastCount = { at: 0, passed: 0 };

start.onclick = () => {
  field = startField();
  frames.length = 0;
  lastCount = { at: performance.now(), passed: 0 };
  enable();
};

stop.onclick = async () => {
  stop.disabled = kill.disabled = true;
  await field?.stop();
  showCounts();
  field = undefined;
  enable();
};

kill.onclick = () => field?.kill(10_000);

function enable(): void {
  start.disabled = field !== undefined;
  stop.disabled = kill.disabled = field === undefined;
}

function draw(now: number): void {
  requestAnimationFrame(draw);
  frames.push(now - lastFrame);
  if (frames.length > 600) frames.shift();
  lastFrame = now;
  if (field === undefined) return;
  const { brightness } = field;
  for (let index = 0; index < brightness.length; index++) {
    const light = brightness[index]!;
    pixels[index] = colours[light]!;
    brightness[index] = light - (light >> 3);
  }
  context.putImageData(picture, 0, 0);
}

function showCounts(): void {
  if (field === undefined) return;
  const now = performance.now();
  const { processes, passed, killed, restarted } = field.counts;
  const perSecond = ((passed - lastCount.passed) * 1_000) / (now - lastCount.at);
  lastCount = { at: now, passed };
  for (const [id, count] of Object.entries({ processes, killed, restarted, rate: Math.round(perSecond) })) element(id).textContent = count.toLocaleString("en");
  element("frame").textContent = `${percentile(frames, 0.99).toFixed(1)} ms`;
}

function percentile(values: readonly number[], part: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? NaN;
}

function element<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}

requestAnimationFrame(draw);
setInterval(showCounts, 500);
