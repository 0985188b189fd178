// Python in a worker of its own: it can be ended at any moment, and the page goes on. It gets all that it is made of in
// one message (its parts), then runs cells, one after the other, and says what they print and show. Files of packages it
// asks of the page.
//
// A page that was opened from disk may start classic workers only, made of a blob; such a worker may `import()` blobs.

const NOWHERE = "https://lab.invalid/"; // Pyodide wants addresses; what it asks there is answered from memory

// Python takes the stack for larger than a browser's is. With this many bytes it frees a long chain another way in time, and
// endless calls are an error rather than its end; imports need almost as many.
const STACK = 65_536;

const addressOf = (text, type = "text/javascript") => URL.createObjectURL(new Blob([text], { type }));

const files = new Map(); // of packages: name -> {bytes: a promise, answer: its resolve}

function fileOf(name) {
  if (!files.has(name)) {
    const asked = {};
    asked.bytes = new Promise((answer) => (asked.answer = answer));
    files.set(name, asked);
    const { sha256 } = Object.values(packages).find(({ file_name }) => file_name === name) ?? {};
    self.postMessage({ kind: "file", file: name, sha256 });
  }
  return files.get(name).bytes;
}

async function start(parts) {
  performance.mark("parts");
  self.importScripts = undefined; // Pyodide takes a worker that has it for one that cannot import()
  const answers = { "pyodide.asm.wasm": [parts.wasm, "application/wasm"], "python_stdlib.zip": [parts.stdlib, "application/zip"] };
  self.fetch = async (address) => {
    const name = String(address.url ?? address).split("/").pop();
    const [content, type] = answers[name] ?? [await fileOf(name), "application/zip"];
    return content ? new Response(content, { headers: { "Content-Type": type } }) : new Response(null, { status: 404 });
  };
  const drawing = import(addressOf(parts.graphviz)).then(({ Graphviz }) => Graphviz.load());
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all([
    import(addressOf(parts.loader)),
    import(addressOf(parts.module)),
  ]);
  performance.mark("scripts");
  python = await loadPyodide({
    createPyodideModule,
    lockFileContents: parts.lock,
    packageBaseUrl: NOWHERE,
    indexURL: NOWHERE,
    env: { HOME: "/home/lab", PYTHONHASHSEED: "0", MPLBACKEND: "agg" },
  });
  performance.mark("Python");
  unfold(new Uint8Array(parts.packages), "/lib/packages");
  const graphviz = await drawing;
  performance.mark("files and Graphviz");
  python.registerJsModule("graphviz_wasm", { layout: (dot, format) => graphviz.layout(dot, format, "dot") });
  python.registerJsModule("lab_page", { emit: (text) => self.postMessage(JSON.parse(text)), protect });
  python.runPython("import sys; sys.path.insert(0, '/lib/packages')");
  return python.pyimport("docs.lab.runtime");
}

/** Write files that packing.py has folded. */
function unfold(bytes, folder) {
  let end = bytes.indexOf(10); // of the line that names them
  const lengths = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  end += 1;
  for (const [name, length] of Object.entries(lengths)) {
    const path = `${folder}/${name}`;
    python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    python.FS.writeFile(path, bytes.subarray(end, end + length));
    end += length;
  }
}

/** Called when a cell runs: then it is known on which stack. */
function protect() {
  const { _PyUnstable_ThreadState_SetStackProtection: set, _PyThreadState_Get: thread, stackSave } = python._module;
  set(thread(), stackSave() - STACK, STACK);
}

/** Whether what is imported by a name is there now, with all that it needs; where a file is missing nothing of it is taken. */
async function bring(imported) {
  const [name] = Object.keys(packages).filter((each) => packages[each].imports.includes(imported));
  const all = new Set([name]);
  for (const each of all) for (const other of packages[each].depends) all.add(other);
  if ((await fileOf(packages[name].file_name)) === null) return false; // before the others are asked for
  const found = await Promise.all([...all].map((each) => fileOf(packages[each].file_name)));
  if (found.includes(null)) return false;
  const failures = [];
  const callbacks = { messageCallback() {}, errorCallback: (said) => failures.push(said) };
  await python.loadPackage(name, callbacks).catch((error) => failures.push(error));
  return failures.length === 0;
}

// A worker's stack is half as large as the one that a promising call gets, where the browser has such calls.
const runOnce = (cell, source) => ("Suspending" in WebAssembly ? runtime.run.callPromising(cell, source) : runtime.run(cell, source));

let python, runtime, packages;
let turn = Promise.resolve(); // one thing after the other

const DOES = {
  async start({ parts, language }) {
    packages = JSON.parse(parts.lock).packages;
    runtime = await start(parts);
    performance.mark("engine");
    runtime.begin(language, JSON.stringify(Object.values(packages).flatMap(({ imports }) => imports)));
    self.postMessage({ kind: "ready" });
    runtime.prepare();
  },
  async run({ cell, source }) {
    // a cell that stops for want of a package is run again when it is there, or known not to be
    for (let name; (name = await runOnce(cell, source)); self.postMessage({ kind: "running", cell })) {
      runtime.settle(name, await bring(name));
    }
    self.postMessage({ kind: "done", cell });
  },
  complete({ id, text }) {
    self.postMessage({ kind: "answer", id, answer: JSON.parse(runtime.complete(text)) });
  },
  hint({ id, text }) {
    self.postMessage({ kind: "answer", id, answer: JSON.parse(runtime.hinted(text)) });
  },
  language({ language }) {
    runtime.begin(language);
  },
};

self.onmessage = ({ data }) => {
  if (data.kind === "file") return files.get(data.file).answer(data.bytes);
  turn = turn.then(() => DOES[data.kind](data)).catch((error) => {
    // Python itself gave up, as when its memory is full; its state cannot be trusted any more
    self.postMessage({ kind: "dead", reason: String(error), cell: data.cell ?? null });
  });
  return undefined;
};
