// Runs the program that the address names, in a page or in a worker, and sends its result to the server.

/** For so many milliseconds a browser that was started for this page is busy with itself. What is timed begins after that. */
const SETTLING_MS = 2_000;

const query = new URLSearchParams(location.search);
const send = (result) => fetch(`/result?run=${query.get("run")}`, { method: "POST", body: JSON.stringify(result) });

try {
  const { main } = await import(`./${query.get("program")}.js`);
  if (query.get("program") !== "suite") await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
  await send({ value: await main() });
} catch (error) {
  await send({ error: `${error}\n${error?.stack}` });
}
