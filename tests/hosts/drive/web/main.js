// Runs the program that the address names, in a page or in a worker, and sends its result to the server.

const query = new URLSearchParams(location.search);
const send = (result) => fetch(`/result?run=${query.get("run")}`, { method: "POST", body: JSON.stringify(result) });

try {
  const { main } = await import(`./${query.get("program")}.js`);
  await send({ value: await main() });
} catch (error) {
  await send({ error: `${error}\n${error?.stack}` });
}
