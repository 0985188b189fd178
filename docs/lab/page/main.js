// The lab: cells on the left, what they print and show on the right.
import markdown from "markdown-it";
import { editor } from "./editor.js";
import { asFragment, asMarkdown, asNotebook, asPython, fromFragment, fromNotebook, fromPython, save } from "./files.js";
import { Outputs } from "./outputs.js";
import { Python, partsOfThisPage, storedResults } from "./python.js";
import { language, languages, say, speak } from "./words.js";

const byId = (id) => document.getElementById(id);
const examples = JSON.parse(byId("examples").textContent);
const PLACE = "autograd-lab"; // in the browser's storage
const TYPING = 400; // milliseconds after the last key until work is kept
const LONGEST_LINK = 60_000; // characters; longer addresses are cut by messengers and refused by browsers
const LARGEST_FILE = 5_000_000; // bytes that are opened

const rendered = markdown({ html: false, linkify: false, typographer: false });
rendered.validateLink = (address) => /^(?:https?:|#)/u.test(address);

let cells = []; // {id, kind, text, element, editor, outputs}
let made = 0;
let title = "lab";

// ---- what Python says

const python = new Python(byId("worker").textContent, partsOfThisPage, hear);
const cellOf = (id) => cells.find((cell) => cell.id === id);
const numberOf = (cell) => cells.filter(({ kind }) => kind === "code").indexOf(cell) + 1;

function hear(message) {
  const cell = cellOf(message.cell);
  switch (message.kind) {
    case "loading":
      status("status.loading");
      break;
    case "ready":
      document.documentElement.dataset.ready = String(Math.round(performance.now()));
      status("status.ready");
      break;
    case "waiting":
      state(cell, "waiting");
      break;
    case "running":
      status("status.running", { cell: cell ? numberOf(cell) : "" });
      state(cell, "running");
      cell?.outputs.clear();
      break;
    case "done":
      state(cell, "");
      if (!python.isBusy) status("status.ready");
      break;
    case "text":
    case "show":
    case "error":
      if (!cell) break;
      cell.outputs.add(message, numberOf(cell));
      if (message.kind === "error" && message.line) cell.editor.mark(message.line);
      break;
    case "stopped":
    case "dead":
      for (const id of message.waiting) state(cellOf(id), "");
      if (message.kind === "dead" && !message.couldStart) {
        status("status.failed");
        notice("notice.no_start", { reason: message.reason });
        break;
      }
      cell?.outputs.note(say(message.kind === "dead" ? "note.dead" : "note.stopped"));
      break;
  }
  byId("stop").disabled = !python.isBusy;
}

function status(key, fields) {
  byId("status").dataset.key = key;
  byId("status").textContent = say(key, fields);
  document.documentElement.dataset.state = key.split(".")[1];
}

function state(cell, name) {
  if (!cell) return;
  cell.element.dataset.state = name;
  if (name === "running") cell.editor.mark(null);
}

// ---- cells

function button(key, does, className = "quiet") {
  const element = document.createElement("button");
  element.type = "button";
  element.className = className;
  element.dataset.say = key;
  element.textContent = say(key);
  element.addEventListener("click", does);
  return element;
}

function codeCell(cell) {
  const { element } = cell;
  const code = document.createElement("div");
  code.className = "code";
  const bar = document.createElement("div");
  bar.className = "bar";
  const name = document.createElement("span");
  name.className = "number";
  bar.append(button("cell.run", () => run(cell), "run"), name, button("cell.above", () => move(cell, -1)), button("cell.delete", () => remove(cell)));
  const outputs = document.createElement("div");
  outputs.className = "outputs";
  outputs.setAttribute("aria-live", "polite");
  outputs.setAttribute("role", "group");
  cell.outputs = new Outputs(outputs);
  element.append(code, outputs);
  cell.editor = editor(code, cell.text, "", {
    run: (thenNext) => run(cell, thenNext),
    changed(text) {
      cell.text = text;
      keep();
    },
    complete: (text) => python.complete(text),
  });
  code.append(bar);
}

function textCell(cell) {
  cell.element.innerHTML = rendered.render(cell.text); // markup in the text is shown as text
  for (const link of cell.element.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
}

function addCell({ kind, source }, before = null) {
  made += 1;
  const element = document.createElement("section");
  element.className = `cell is-${kind}`;
  const cell = { id: made, kind, text: source, element };
  if (kind === "code") codeCell(cell);
  else textCell(cell);
  const place = before ? cells.indexOf(before) : cells.length;
  cells.splice(place, 0, cell);
  byId("cells").insertBefore(element, before?.element ?? null);
  return cell;
}

function count() {
  cells
    .filter(({ kind }) => kind === "code")
    .forEach((cell, i) => {
      cell.element.querySelector(".number").textContent = String(i + 1);
      cell.editor.rename(say("cell.name", { cell: i + 1 }));
      cell.element.querySelector(".run").setAttribute("aria-label", say("cell.run_name", { cell: i + 1 }));
      cell.outputs.element.setAttribute("aria-label", say("cell.results", { cell: i + 1 }));
    });
}

function remove(cell) {
  cell.editor.end();
  cell.element.remove();
  cells.splice(cells.indexOf(cell), 1);
  if (!cells.some(({ kind }) => kind === "code")) addCell({ kind: "code", source: "" });
  count();
  keep();
}

function move(cell, by) {
  const place = cells.indexOf(cell);
  const other = cells[place + by];
  if (!other) return;
  cells.splice(place, 1);
  cells.splice(place + by, 0, cell);
  byId("cells").insertBefore(cell.element, other.element);
  count();
  keep();
  cell.editor.focus();
}

function run(cell, thenNext = false) {
  python.run(cell.id, cell.text);
  if (!thenNext) return;
  const rest = cells.slice(cells.indexOf(cell) + 1);
  const next = rest.find(({ kind }) => kind === "code") ?? addCell({ kind: "code", source: "" });
  count();
  next.editor.focus();
}

function show(plain, name) {
  for (const cell of cells) cell.editor?.end();
  byId("cells").replaceChildren();
  cells = [];
  title = name;
  for (const cell of plain) addCell(cell);
  if (!cells.some(({ kind }) => kind === "code")) addCell({ kind: "code", source: "" });
  count();
}

const plain = () => cells.map(({ kind, text }) => ({ kind, source: text }));

// ---- work is kept

let keeping = 0;

function keep() {
  clearTimeout(keeping);
  delete document.documentElement.dataset.kept;
  keeping = setTimeout(() => {
    try {
      localStorage.setItem(PLACE, JSON.stringify({ title, cells: plain() }));
      document.documentElement.dataset.kept = String(cells.length);
    } catch (error) {
      notice("notice.not_kept", { reason: error.name });
    }
  }, TYPING);
}

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(PLACE) ?? "null");
    return Array.isArray(found?.cells) && found.cells.length ? found : null;
  } catch {
    return null; // no storage, or somebody else's text in it
  }
}

function notice(key, fields) {
  byId("notice").textContent = say(key, fields);
  byId("notice").hidden = false;
}

byId("notice").addEventListener("click", () => (byId("notice").hidden = true));

async function open(file) {
  if (!file) return;
  if (file.size > LARGEST_FILE) return notice("notice.large", { name: file.name });
  try {
    const text = await file.text();
    show(file.name.endsWith(".ipynb") ? fromNotebook(text) : fromPython(text), file.name.replace(/\.\w+$/u, ""));
    byId("example").value = "";
    keep();
  } catch {
    notice("notice.unreadable", { name: file.name });
  }
}

async function link() {
  const fragment = await asFragment(plain());
  if (fragment.length > LONGEST_LINK) return notice("notice.long_link");
  history.replaceState(null, "", `#${fragment}`);
  try {
    await navigator.clipboard.writeText(location.href);
    notice("notice.link_copied");
  } catch {
    notice("notice.link_above"); // a page from disk may not write to the clipboard
  }
  return undefined;
}

async function openLink() {
  try {
    const found = await fromFragment(location.hash);
    if (!found) return false;
    show(found, "lab");
    byId("example").value = "";
    notice("notice.from_link");
    return true;
  } catch {
    notice("notice.damaged_link");
    return false;
  }
}

async function openExample(name) {
  const found = examples.find((example) => example.name === name) ?? examples[0];
  show(found.cells[language()], found.name);
  byId("example").value = found.name;
  const shown = cells;
  const stored = (await storedResults())[`${found.name} ${language()}`];
  if (cells !== shown) return; // another one was opened
  cells.forEach((cell, i) => {
    if (cell.kind !== "code" || cell.outputs.isUsed || cell.text !== found.cells[language()][i].source) return;
    for (const entry of stored[i]) cell.outputs.add(entry, numberOf(cell));
  });
}

// ---- the bar above

function listExamples() {
  byId("example").replaceChildren(
    new Option(say("bar.own"), ""),
    ...examples.map(({ name, title: titles }) => new Option(titles[language()] ?? titles.en, name)),
  );
  byId("example").value = examples.some(({ name }) => name === title) ? title : "";
}

function chooseLanguage(chosen) {
  speak(chosen);
  python.speak(language());
  byId("language").value = language();
  listExamples();
  count();
  status(byId("status").dataset.key ?? "status.loading", { cell: "" });
}

byId("language").append(...languages.map((code) => new Option({ en: "English", ko: "한국어" }[code], code)));
byId("language").addEventListener("change", ({ target }) => {
  const isExample = byId("example").value;
  chooseLanguage(target.value);
  if (isExample) openExample(isExample);
  try {
    localStorage.setItem(`${PLACE}-language`, target.value);
  } catch {
    // it is asked again next time
  }
});
byId("example").addEventListener("change", ({ target }) => {
  history.replaceState(null, "", location.pathname + location.search);
  if (target.value) openExample(target.value);
  else show([{ kind: "code", source: "" }], "lab");
  keep();
});
byId("run-all").addEventListener("click", () => {
  for (const cell of cells) if (cell.kind === "code") python.run(cell.id, cell.text);
});
byId("stop").addEventListener("click", () => python.stop());
byId("add").addEventListener("click", () => {
  const cell = addCell({ kind: "code", source: "" });
  count();
  cell.editor.focus();
});
byId("open").addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", ({ target }) => {
  open(target.files[0]);
  target.value = "";
});
byId("save-py").addEventListener("click", () => save(`${title}.py`, asPython(plain()), "text/x-python"));
byId("save-ipynb").addEventListener("click", () => save(`${title}.ipynb`, asNotebook(plain()), "application/x-ipynb+json"));
byId("save-md").addEventListener("click", () => {
  const shown = cells.map(({ kind, text, outputs }) => ({ kind, text, entries: outputs?.entries ?? [] }));
  const { markdown: text, pictures } = asMarkdown(shown, title);
  save(`${title}.md`, text, "text/markdown");
  for (const picture of pictures) save(picture.name, picture.text, "image/svg+xml");
});
byId("link").addEventListener("click", link);
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  open(event.dataTransfer.files[0]);
});
addEventListener("hashchange", openLink);

async function begin() {
  let chosen = null;
  try {
    chosen = localStorage.getItem(`${PLACE}-language`);
  } catch {
    // the browser's own language then
  }
  chooseLanguage(chosen ?? (navigator.language.startsWith("ko") ? "ko" : "en"));
  python.start();
  if (await openLink()) return;
  const found = kept();
  if (found) show(found.cells, found.title);
  else openExample(examples[0].name);
  byId("example").value = examples.some(({ name }) => name === title) ? title : "";
}

begin();
