// Python in a worker of its own: it can be ended at any moment, and the page goes on. It gets all that it is made of in
// one message (its parts), then runs cells, one after the other, and says what they print and show.
//
// A page that was opened from disk may start classic workers only, made of a blob; such a worker may `import()` blobs.

const NOWHERE = "https://lab.invalid/"; // Pyodide wants addresses; what it asks there is answered from memory

const addressOf = (text, type = "text/javascript") => URL.createObjectURL(new Blob([text], { type }));

async function start(parts) {
  self.importScripts = undefined; // Pyodide takes a worker that has it for one that cannot import()
  const answers = { "pyodide.asm.wasm": [parts.wasm, "application/wasm"], "python_stdlib.zip": [parts.stdlib, "application/zip"] };
  self.fetch = async (address) => {
    const found = answers[String(address.url ?? address).split("/").pop()];
    if (!found) throw new TypeError("this page loads nothing from a network");
    return new Response(found[0], { headers: { "Content-Type": found[1] } });
  };
  const drawing = import(addressOf(parts.graphviz)).then(({ Graphviz }) => Graphviz.load());
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all([
    import(addressOf(parts.loader)),
    import(addressOf(parts.module)),
  ]);
  const python = await loadPyodide({
    createPyodideModule,
    lockFileContents: parts.lock,
    packageBaseUrl: NOWHERE,
    indexURL: NOWHERE,
    env: { HOME: "/home/lab", PYTHONHASHSEED: "0" },
  });
  python.unpackArchive(new Uint8Array(parts.packages), "zip", { extractDir: "/lib/packages" });
  const graphviz = await drawing;
  python.registerJsModule("graphviz_wasm", { layout: (dot, format) => graphviz.layout(dot, format, "dot") });
  python.registerJsModule("lab_page", { emit: (text) => self.postMessage(JSON.parse(text)) });
  python.runPython("import sys; sys.path.insert(0, '/lib/packages')");
  return python.pyimport("lab_runtime");
}

let runtime;
let turn = Promise.resolve(); // one thing after the other

const DOES = {
  async start({ parts, language }) {
    runtime = await start(parts);
    runtime.begin(language);
    self.postMessage({ kind: "ready" });
  },
  run({ cell, source }) {
    runtime.run(cell, source);
    self.postMessage({ kind: "done", cell });
  },
  complete({ id, text }) {
    self.postMessage({ kind: "completions", id, names: JSON.parse(runtime.complete(text)) });
  },
  language({ language }) {
    runtime.begin(language);
  },
};

self.onmessage = ({ data }) => {
  turn = turn.then(() => DOES[data.kind](data)).catch((error) => {
    // Python itself gave up, as when its memory is full; its state cannot be trusted any more
    self.postMessage({ kind: "dead", reason: String(error), cell: data.cell ?? null });
  });
};
