// The code cells of a page and the Python that runs them: what both faces of the lab share (lab.js, live.js).
import { editor } from "./editor.js";
import { Outputs } from "./outputs.js";
import { Python } from "./python.js";
import { say } from "./words.js";

export function button(key, does, className = "quiet") {
  const element = document.createElement("button");
  element.type = "button";
  element.className = className;
  element.dataset.say = key;
  element.textContent = say(key);
  element.addEventListener("click", does);
  return element;
}

/**
 * Cells, {text, element, editor, outputs} each, and Python. Given are what Python needs (parts, bring), the elements of a
 * status line and of the Stop button, and
 * - notice(key, fields): says what concerns the whole page;
 * - restored(cell): whether the page put a stored result in the place of the cell's outputs;
 * - isOneText: whether a cell builds on those above it, so that what of them has not run in this Python runs before it.
 */
export class Runner {
  cells = [];
  #given;
  #made = 0;
  #ran = new Set(); // cells, in this Python

  constructor({ parts, bring, ...given }) {
    this.#given = given;
    this.python = new Python({ parts, bring, tell: (message) => this.#hear(message) });
    given.stop.addEventListener("click", () => this.python.stop());
  }

  numberOf(cell) {
    return this.cells.indexOf(cell) + 1;
  }

  /** Make an editor, the bar below it with some buttons, and a cell's outputs; `changed` is told of each change. */
  add(cell, { code, outputs, buttons, changed, next }) {
    this.#made += 1;
    cell.id = this.#made;
    cell.outputs = new Outputs(outputs);
    outputs.setAttribute("aria-live", "polite");
    outputs.setAttribute("role", "group");
    cell.editor = editor(code, cell.text, "", {
      run: (thenNext) => {
        this.run(cell);
        if (thenNext) next();
      },
      changed: (text) => {
        cell.text = text;
        changed();
      },
      complete: (text) => this.python.complete(text),
      hint: (text) => this.python.hint(text),
    });
    const bar = document.createElement("div");
    bar.className = "bar";
    const name = document.createElement("span");
    name.className = "number";
    const run = button("cell.run", () => this.run(cell), "run");
    const stopped = () => {
      this.python.stop();
      run.focus({ preventScroll: true }); // the button that was pressed is gone
    };
    const stop = button("bar.stop", stopped, "stop");
    bar.append(run, name, stop, ...buttons);
    code.append(bar);
    cell.rename = () => {
      const fields = { cell: this.numberOf(cell) };
      name.textContent = String(fields.cell);
      cell.editor.rename(say("cell.name", fields));
      run.setAttribute("aria-label", say("cell.run_name", fields));
      outputs.setAttribute("aria-label", say("cell.results", fields));
    };
  }

  /** The cells as they stand in the page now. */
  arrange(cells) {
    this.cells = cells;
    for (const cell of cells) cell.rename();
  }

  run(cell) {
    const above = this.#given.isOneText ? this.cells.slice(0, this.cells.indexOf(cell)) : [];
    for (const each of [...above.filter((one) => !this.#ran.has(one)), cell]) this.python.run(each.id, each.text);
  }

  runAll() {
    for (const { id, text } of this.cells) this.python.run(id, text);
  }

  status(key, fields) {
    const { status } = this.#given;
    status.dataset.key = key;
    status.textContent = say(key, fields);
    document.documentElement.dataset.state = key.split(".")[1];
  }

  #state(cell, name) {
    if (!cell) return;
    cell.element.dataset.state = name;
    if (name === "running") cell.editor.mark(null);
  }

  #hear(message) {
    const cell = this.cells.find(({ id }) => id === message.cell);
    switch (message.kind) {
      case "loading":
        this.#ran.clear();
        this.status("status.loading");
        break;
      case "ready":
        document.documentElement.dataset.ready = String(Math.round(performance.now()));
        this.status("status.ready");
        break;
      case "waiting":
        this.#state(cell, "waiting");
        break;
      case "running":
        this.status("status.running", { cell: cell ? this.numberOf(cell) : "" });
        this.#state(cell, "running");
        cell?.outputs.clear();
        break;
      case "done":
        this.#ran.add(cell);
        this.#state(cell, "");
        if (!this.python.isBusy) this.status("status.ready");
        break;
      case "text":
      case "show":
      case "error":
        cell?.outputs.add(message, this.numberOf(cell));
        if (message.line) cell?.editor.mark(message.line);
        break;
      case "without":
        cell?.outputs.note(say("note.without", message));
        break;
      case "needs":
        if (cell) this.#needs(cell, message);
        break;
      case "stopped":
      case "dead":
        this.#ended(cell, message);
        break;
    }
    this.#given.stop.disabled = !this.python.isBusy;
  }

  #needs(cell, message) {
    cell.outputs.clear();
    const isRestored = this.#given.restored(cell);
    cell.outputs.note(say(isRestored ? "note.needs" : "note.needs_changed", message));
  }

  #ended(cell, { kind, waiting, couldStart, reason }) {
    for (const each of this.cells) if (waiting.includes(each.id)) this.#state(each, "");
    if (kind === "dead" && !couldStart) {
      this.status("status.failed");
      this.#given.notice("notice.no_start", { reason });
      return;
    }
    cell?.outputs.note(say(kind === "dead" ? "note.dead" : "note.stopped"));
  }
}
