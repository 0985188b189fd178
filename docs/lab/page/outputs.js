// What a cell printed, showed and raised. Text is text; what has markup of its own lives in a frame that can do nothing
// to the page: it reports its height, and that is all; a page of viz also asks for what it kept, and for the colours.
import { hostPage, keep } from "viz-host"; // viz/stepper_page/host.js and viz/exercises/page/keeper.js, by build.py
import { say } from "./words.js";

const TALLEST = 20000; // pixels

const FRAME_HEAD = `<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><style>
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:CanvasText;background:transparent;overflow-wrap:anywhere}
img{max-width:100%;height:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
td,th{padding:.15em .6em;text-align:right;border-bottom:1px solid #8884}@media(prefers-color-scheme:dark){body{color:#e6e9ef}}
</style>`;
const TELLS_HEIGHT = `<script>new ResizeObserver(()=>parent.postMessage({labHeight:Math.ceil(document.body.getBoundingClientRect().height)},"*")).observe(document.body)<\/script>`;

addEventListener("message", ({ data, source }) => {
  if (typeof data?.labHeight !== "number") return;
  for (const frame of document.querySelectorAll("iframe.shown")) {
    if (frame.contentWindow === source) frame.style.height = `${Math.min(Math.max(data.labHeight, 16), TALLEST)}px`;
  }
});

function framed(markup, title) {
  const frame = document.createElement("iframe");
  frame.className = "shown";
  frame.title = title;
  frame.sandbox = "allow-scripts";
  frame.srcdoc = markup;
  return frame;
}

/** The page to step through or to answer that viz has put into markup (viz/stepper_page/frame.py), or null. */
function pageIn(markup) {
  const frames = new DOMParser().parseFromString(markup, "text/html").querySelectorAll("iframe[srcdoc][sandbox]");
  if (frames.length !== 1) return null;
  const [{ srcdoc, title, height, dataset, className }] = frames;
  const frame = framed(srcdoc, title);
  frame.allow = "fullscreen";
  frame.classList.add("page", className);
  frame.style.height = `${height}px`;
  if (dataset.exercise) frame.dataset.exercise = dataset.exercise;
  return frame;
}

/** What stands beside such a page in its markup, as the code of a rung does; "" if nothing can be read there. */
function besides(markup) {
  const { body } = new DOMParser().parseFromString(markup, "text/html");
  const ofThePage = "iframe[srcdoc][sandbox], .autograd-still, .autograd-replaced, style, script";
  for (const element of body.querySelectorAll(ofThePage)) element.remove();
  return body.textContent.trim() ? body.innerHTML : "";
}

function textual(className, text) {
  const element = document.createElement("pre");
  element.className = className;
  element.textContent = text;
  element.tabIndex = 0; // a long line scrolls, by keyboard too
  return element;
}

/** An error: what is wrong first, then the lines of one's own that led there. */
function told({ name, message, lines }, cellNumber) {
  const element = document.createElement("div");
  element.className = "error";
  element.setAttribute("role", "alert");
  const sentence = document.createElement("p");
  const kind = document.createElement("b");
  kind.textContent = name;
  sentence.append(message && message !== name ? `${message} ` : "", kind);
  element.append(sentence);
  if (lines.length) {
    const list = document.createElement("ol");
    for (const [line, source] of lines) {
      const item = document.createElement("li");
      const where = document.createElement("span");
      where.textContent = say("error.line", { cell: cellNumber, line });
      const code = document.createElement("code");
      code.textContent = source.trim();
      item.append(where, code);
      list.append(item);
    }
    element.append(list);
  }
  return element;
}

/** What a terminal shows of a text: a carriage return writes its line anew, as a progress bar does. */
const written = (text) => text.replace(/[^\n]*\r(?!\n|$)/gu, "");

/** The place of a cell's results. */
export class Outputs {
  #hosted = []; // what ends the hosting of a page

  constructor(element) {
    this.element = element;
    this.entries = [];
    this.isUsed = false; // whether a cell ran, so that stored results come too late
  }

  clear() {
    for (const end of this.#hosted) end();
    this.#hosted = [];
    this.element.replaceChildren();
    this.entries = [];
    this.isUsed = true;
  }

  /** One entry more; `cellNumber` is how the page counts the cell. */
  add(entry, cellNumber) {
    this.entries.push(entry);
    const last = this.element.lastElementChild;
    if (entry.kind === "text") {
      const printed = last?.classList.contains("printed") ? last : this.element.appendChild(textual("printed", ""));
      printed.textContent = written(printed.textContent + entry.text);
    } else if (entry.kind === "error") {
      this.element.append(told(entry, cellNumber));
    } else if (entry.html) {
      this.#addMarkup(entry);
    } else if (entry.text) {
      this.element.append(textual("value", entry.text));
    }
  }

  #addMarkup({ html, text }) {
    const page = pageIn(html);
    const rest = page ? besides(html) : html;
    if (rest) this.element.append(framed(FRAME_HEAD + rest + TELLS_HEIGHT, text));
    if (page) this.element.append(page);
    if (page) this.#hosted.push(hostPage(page, keep));
  }

  note(text) {
    const note = document.createElement("p");
    note.className = "note";
    note.textContent = text;
    this.element.append(note);
  }
}
