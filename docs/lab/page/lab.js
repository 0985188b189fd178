// The lab: cells on the left, what they print and show on the right.
import markdown from "markdown-it";
import { asFragment, asMarkdown, asNotebook, asPython, fromFragment, fromNotebook, fromPython, save } from "./files.js";
import { unpacked, unpackedParts } from "./parts.js";
import { Runner, button } from "./runner.js";
import { language, languages, say, speak } from "./words.js";

const byId = (id) => document.getElementById(id);
const examples = JSON.parse(byId("examples").textContent);
const PLACE = "autograd-lab"; // in the browser's storage
const TYPING = 400; // milliseconds after the last key until work is kept
const LONGEST_LINK = 60_000; // characters; longer addresses are cut by messengers and refused by browsers
const LARGEST_FILE = 5_000_000; // bytes that are opened

const rendered = markdown({ html: false, linkify: false, typographer: false });
rendered.validateLink = (address) => /^(?:https?:|#)/u.test(address);

let cells = []; // {kind, text, element}, and what the runner gives those of code
let title = "lab";

// ---- what Python is made of stands in the page

const whole = new Promise((then) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", then, { once: true });
  else then();
});

async function packed(name) {
  await whole;
  const element = byId(`part-${name}`);
  const text = element.textContent;
  element.remove(); // 10 MB of text that nobody reads again
  return text;
}

let parts = null; // unpacked once; a second start finds them
let results = null;

/** What the examples printed and showed where the page was made: `name language` -> entries of each cell. */
async function storedResults() {
  results ??= packed("results").then(unpacked);
  return JSON.parse(new TextDecoder().decode(await results));
}

const runner = new Runner({
  parts: () => (parts ??= unpackedParts(packed)),
  bring: async () => null, // no network
  status: byId("status"),
  stop: byId("stop"),
  notice,
  restored: () => false,
});

// ---- cells

function codeCell(cell) {
  const code = document.createElement("div");
  code.className = "code";
  const outputs = document.createElement("div");
  outputs.className = "outputs";
  cell.element.append(code, outputs);
  runner.add(cell, {
    code,
    outputs,
    buttons: [button("cell.above", () => move(cell, -1)), button("cell.delete", () => remove(cell))],
    changed: keep,
    next: () => goTo(cell),
  });
}

function textCell(cell) {
  cell.element.innerHTML = rendered.render(cell.text); // markup in the text is shown as text
  for (const link of cell.element.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
}

function addCell({ kind, source }, before = null) {
  const element = document.createElement("section");
  element.className = `cell is-${kind}`;
  const cell = { kind, text: source, element };
  if (kind === "code") codeCell(cell);
  else textCell(cell);
  const place = before ? cells.indexOf(before) : cells.length;
  cells.splice(place, 0, cell);
  byId("cells").insertBefore(element, before?.element ?? null);
  return cell;
}

const count = () => runner.arrange(cells.filter(({ kind }) => kind === "code"));

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

/** To the next cell of code, a new one where there is none. */
function goTo(cell) {
  const rest = cells.slice(cells.indexOf(cell) + 1);
  const next = rest.find(({ kind }) => kind === "code") ?? addCell({ kind: "code", source: "" });
  count();
  write(next);
}

/** To the editor of a cell, which comes into sight with its buttons; what the cell above shows stays there, if it can. */
function write(cell) {
  cell.editor.focus();
  cell.element.querySelector(".code").scrollIntoView({ block: "nearest" });
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
    for (const entry of stored[i]) cell.outputs.add(entry, runner.numberOf(cell));
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
  document.documentElement.lang = language();
  runner.python.speak(language());
  byId("language").value = language();
  listExamples();
  count();
  runner.status(byId("status").dataset.key ?? "status.loading", { cell: "" });
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
byId("run-all").addEventListener("click", () => runner.runAll());
byId("add").addEventListener("click", () => {
  const cell = addCell({ kind: "code", source: "" });
  count();
  write(cell);
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
  runner.python.start();
  if (await openLink()) return;
  const found = kept();
  if (found) show(found.cells, found.title);
  else openExample(examples[0].name);
  byId("example").value = examples.some(({ name }) => name === title) ? title : "";
}

begin();
