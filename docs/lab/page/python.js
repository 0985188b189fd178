// Python as the page sees it: a worker that is started, gets cells, and is ended where it hangs.
import source from "./python.worker.js";

/**
 * Python in its worker. Given are
 * - parts(): a promise of what it is made of;
 * - tell(message): hears {kind: "loading" | "ready" | "text" | "show" | "error" | "needs" | "done" | "dead", ...};
 * - bring(file, sha256): a promise of the bytes of a package's file, or of null; asked for what the lock file names.
 */
export class Python {
  #worker = null;
  #given;
  #waiting = new Map(); // what was asked while somebody writes
  #asked = 0;
  #queue = []; // cells that wait for their turn, the first of them running

  constructor(given) {
    this.#given = given;
    this.language = "en";
  }

  #tell(message) {
    this.#given.tell(message);
  }

  get isBusy() {
    return this.#queue.length > 0;
  }

  async start() {
    this.#tell({ kind: "loading" });
    const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    this.#worker = worker;
    this.isReady = false;
    worker.onmessage = ({ data }) => worker === this.#worker && this.#hear(data);
    worker.onerror = (event) => worker === this.#worker && this.#hear({ kind: "dead", reason: event.message ?? "" });
    try {
      const parts = await this.#given.parts();
      if (worker === this.#worker) worker.postMessage({ kind: "start", parts, language: this.language });
    } catch (error) {
      if (worker === this.#worker) this.#hear({ kind: "dead", reason: String(error.message ?? error) });
    }
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
      case "answer":
        this.#waiting.get(message.id)?.(message.answer);
        this.#waiting.delete(message.id);
        return;
      case "file":
        this.#bring(message, this.#worker);
        return;
      case "dead":
        this.#end({ ...message, cell: this.#queue[0]?.cell ?? null });
        return;
      default:
        this.#tell(message);
    }
  }

  async #bring({ file, sha256 }, worker) {
    const bytes = await this.#given.bring(file, sha256);
    if (worker === this.#worker) worker.postMessage({ kind: "file", file, bytes });
  }

  #send({ cell, source }) {
    this.#tell({ kind: "running", cell });
    this.#worker.postMessage({ kind: "run", cell, source });
  }

  run(cell, source) {
    const waiting = this.#queue.find((each, i) => each.cell === cell && (i > 0 || !this.isReady));
    if (waiting) waiting.source = source; // it keeps its turn
    else this.#queue.push({ cell, source });
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
    for (const answer of this.#waiting.values()) answer(null);
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

  /** Names by which `text` may go on; null while a cell runs. */
  complete(text) {
    return this.#ask("complete", text);
  }

  /** The signature of the call in which `text` ends; null where there is none, and while a cell runs. */
  hint(text) {
    return this.#ask("hint", text);
  }

  #ask(kind, text) {
    if (!this.isReady || this.isBusy) return Promise.resolve(null);
    const id = (this.#asked += 1);
    return new Promise((answer) => {
      this.#waiting.set(id, answer);
      this.#worker.postMessage({ kind, id, text });
    });
  }
}
