const worker = new Worker(`/main.js${location.search}`, { type: "module" });
worker.onerror = (event) => {
  const query = new URLSearchParams(location.search);
  void fetch(`/result?run=${query.get("run")}`, { method: "POST", body: JSON.stringify({ error: `the worker failed: ${event.message}` }) });
};
