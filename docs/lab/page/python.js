// Python as the page sees it: a worker that is started, gets cells, and is ended where it hangs.

/** Python in its worker. `tell` hears {kind: "loading" | "ready" | "text" | "show" | "error" | "done" | "dead", ...}. */
export class Python {
  #worker = null;
  #parts;
  #source;
  #tell;
  #waiting = new Map(); // completions that were asked for
  #asked = 0;
  #queue = []; // cells that wait for their turn, the first of them running

  constructor(source, parts, tell) {
    this.#source = source;
    this.#parts = parts;
    this.#tell = tell;
    this.language = "en";
  }

  get isBusy() {
    return this.#queue.length > 0;
  }

  async start() {
    this.#tell({ kind: "loading" });
    const worker = new Worker(URL.createObjectURL(new Blob([this.#source], { type: "text/javascript" })));
    this.#worker = worker;
    this.isReady = false;
    worker.onmessage = ({ data }) => worker === this.#worker && this.#hear(data);
    worker.onerror = (event) => worker === this.#worker && this.#hear({ kind: "dead", reason: event.message ?? "" });
    const parts = await this.#parts();
    if (worker === this.#worker) worker.postMessage({ kind: "start", parts, language: this.language });
  }

  #hear(message) {
    switch (message.kind) {
      case "ready":
        this.isReady = true;
        this.speak(this.language); // it may have changed meanwhile
        this.#tell(message);
        if (this.#queue.length) this.#send(this.#queue[0]);
        return;
      case "done":
        this.#queue.shift();
        this.#tell(message);
        if (this.#queue.length) this.#send(this.#queue[0]);
        return;
      case "completions":
        this.#waiting.get(message.id)?.(message.names);
        this.#waiting.delete(message.id);
        return;
      case "dead":
        this.#end({ ...message, cell: this.#queue[0]?.cell ?? null });
        return;
      default:
        this.#tell(message);
    }
  }

  #send({ cell, source }) {
    this.#tell({ kind: "running", cell });
    this.#worker.postMessage({ kind: "run", cell, source });
  }

  run(cell, source) {
    this.#queue = this.#queue.filter((waiting, i) => (i === 0 && this.isReady) || waiting.cell !== cell);
    this.#queue.push({ cell, source });
    if (this.isReady && this.#queue.length === 1) this.#send(this.#queue[0]);
    else this.#tell({ kind: "waiting", cell });
  }

  /** End what runs, and start anew: names are gone, code stays. */
  stop() {
    this.#end({ kind: "stopped", cell: this.#queue[0]?.cell ?? null });
  }

  #end(message) {
    const waiting = this.#queue.map(({ cell }) => cell);
    this.#worker?.terminate();
    this.#worker = null;
    this.#queue = [];
    for (const answer of this.#waiting.values()) answer([]);
    this.#waiting.clear();
    const couldStart = this.isReady;
    this.isReady = false;
    this.#tell({ ...message, waiting, couldStart });
    if (couldStart || message.kind === "stopped") this.start();
  }

  speak(language) {
    this.language = language;
    if (this.isReady) this.#worker.postMessage({ kind: "language", language });
  }

  /** Names by which `text` may go on; none while a cell runs. */
  complete(text) {
    if (!this.isReady || this.isBusy) return Promise.resolve([]);
    const id = (this.#asked += 1);
    return new Promise((answer) => {
      this.#waiting.set(id, answer);
      this.#worker.postMessage({ kind: "complete", id, text });
    });
  }
}

/** The bytes of a part: base64 of gzip. Not by fetching a data: address, which the page's policy takes for a network. */
async function unpacked(name) {
  const element = document.getElementById(`part-${name}`);
  const packed = decoded(element.textContent);
  element.remove(); // 10 MB of text that nobody reads again
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

function decoded(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

const whole = new Promise((then) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", then, { once: true });
  else then();
});
let kept = null;

let results = null;

/** What the examples printed and showed where the page was made: `name language` -> entries of each cell. */
export function storedResults() {
  results ??= whole.then(async () => JSON.parse(new TextDecoder().decode(await unpacked("results"))));
  return results;
}

/** All that Python is made of, unpacked once; a second start finds it. */
export function partsOfThisPage() {
  kept ??= whole.then(async () => {
    const binary = ["wasm", "stdlib", "packages"];
    const names = [...binary, "module", "loader", "graphviz", "lock"];
    const found = await Promise.all(names.map(unpacked));
    const text = new TextDecoder();
    return Object.fromEntries(names.map((name, i) => [name, binary.includes(name) ? found[i] : text.decode(found[i])]));
  });
  return kept;
}
