// A page of the course, alive: its cells become editors, and what they print and show takes the place of what is stored.
import { asNotebook, save } from "./files.js";
import { unpacked, unpackedParts } from "./parts.js";
import { Runner, button } from "./runner.js";
import { say, speak } from "./words.js";

const KEPT = "autograd-live:"; // in the browser's storage, and the page's path
const TYPING = 400; // milliseconds after the last key until changes are kept

const place = document.querySelector(".live");
const { runtime, packages, distribution, name } = place.dataset;
speak(document.documentElement.lang);

// ---- parts come as scripts, which a page from disk may load

const arriving = new Map(); // name -> resolve

globalThis.autogradPart = (part, text) => arriving.get(part)?.(text);

function loaded(folder, part) {
  return new Promise((resolve, reject) => {
    arriving.set(part, resolve);
    const script = document.createElement("script");
    script.src = `${folder}${part}.js`;
    script.onload = () => script.remove();
    script.onerror = () => {
      script.remove();
      reject(new Error(script.src));
    };
    document.head.append(script);
  });
}

let parts = null; // unpacked once; a second start finds them
const brought = new Map(); // file -> a promise of its bytes, or of null

/** A package's file: from the folder of packages, and else from the one address that the page may reach. */
async function fetched(file, sha256) {
  try {
    return await unpacked(await loaded(packages, file));
  } catch {
    // it is not carried
  }
  const integrity = `sha256-${btoa(String.fromCharCode(...sha256.match(/../gu).map((pair) => parseInt(pair, 16))))}`;
  const folders = location.protocol === "file:" ? [distribution] : [packages, distribution];
  for (const folder of folders) {
    try {
      const answer = await fetch(folder + file, { integrity });
      if (answer.ok) return await answer.arrayBuffer();
    } catch {
      // no network, or not this file
    }
  }
  return null;
}

function bring(file, sha256) {
  if (!brought.has(file)) brought.set(file, fetched(file, sha256));
  return brought.get(file);
}

// ---- the bar, in the place of the button

const status = document.createElement("p");
status.setAttribute("role", "status");
const stop = button("bar.stop", () => {}, "");
const runAll = button("live.run_all", () => runner.runAll(), "strong");
const saves = button("live.save", () => save(`${name}.ipynb`, asNotebook(plain()), "application/x-ipynb+json"), "");

const runner = new Runner({
  parts: () => (parts ??= unpackedParts((part) => loaded(runtime, part))),
  bring,
  status,
  stop,
  notice: (key, fields) => (status.textContent = say(key, fields)),
  restored(cell) {
    if (cell.text !== cell.original) return false;
    cell.outputs.element.append(...cell.stored);
    return true;
  },
  isOneText: true,
});

// ---- cells

const cells = [...document.querySelectorAll(".cell")].map((element) => {
  const shown = element.querySelector(":scope > [class*=highlight-]");
  const original = shown.querySelector("pre").textContent.replace(/\n+$/u, "");
  const outputs = element.querySelector(":scope > .outputs");
  return { element, shown, outputs, original, text: original, stored: [...outputs.childNodes] };
});

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT + location.pathname)) ?? {};
  } catch {
    return {}; // no storage, or somebody else's text in it
  }
}

let keeping = 0;

/** Keep what was changed, by the original's text: a page that was built anew gives its own cells back. */
function keep() {
  clearTimeout(keeping);
  delete document.documentElement.dataset.kept;
  keeping = setTimeout(() => {
    const changes = cells.filter(({ text, original }) => text !== original).map(({ text, original }) => [original, text]);
    try {
      localStorage.setItem(KEPT + location.pathname, JSON.stringify(Object.fromEntries(changes)));
      document.documentElement.dataset.kept = String(changes.length);
    } catch {
      // full, or none: the changes can be saved as a file
    }
  }, TYPING);
}

function enliven(cell, i) {
  const code = document.createElement("div");
  code.className = "code";
  cell.shown.hidden = true;
  cell.shown.after(code);
  const original = button("live.original", () => cell.editor.write(cell.original));
  original.hidden = cell.text === cell.original;
  runner.add(cell, {
    code,
    outputs: cell.outputs,
    buttons: [original],
    changed() {
      original.hidden = cell.text === cell.original;
      keep();
    },
    next: () => cells[i + 1]?.editor.focus(),
  });
}

/** The notebook as it stands now: its texts, and the code of the editors. */
function plain() {
  const code = cells.values();
  const notebook = JSON.parse(document.getElementById("notebook").textContent);
  return notebook.map(({ kind, source }) => (kind === "code" ? { kind, source: code.next().value.text } : { kind, source }));
}

const changes = kept();
for (const cell of cells) cell.text = changes[cell.original] ?? cell.original;
cells.forEach(enliven);
runner.arrange(cells);
place.classList.add("live-bar");
place.setAttribute("role", "toolbar");
place.setAttribute("aria-label", say("live.bar"));
place.replaceChildren(runAll, stop, saves, status);
runAll.focus({ preventScroll: true });
runner.python.speak(document.documentElement.lang);
runner.python.start();
runner.runAll();
