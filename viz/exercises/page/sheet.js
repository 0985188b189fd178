// A worksheet: the picture, drawn once from the places in the data, its fields over it, and what they ask.

const FIELD_HEIGHT = 30; // in units of the picture
const LEAST_UNIT = 0.85; // pixels: below, it is scrolled ...
const SCROLLED_UNIT = 16 / 15; // ... with texts of 16 pixels
const MOST_UNIT = 1.6;

const blankOf = new Map(DATA.blanks?.map((blank) => [blank.letter, blank]));

function fieldLabel({ letter, kind, gate, node }) {
  const symbol = said("worksheet.gate", { symbol: DATA.gates[gate], node: DATA.names[gate] });
  if (kind === "value") return said("exercise.field.value", { letter, gate: symbol });
  if (kind === "sum") return said("exercise.field.sum", { letter, node: DATA.names[node] });
  return said("exercise.field.share", { letter, gate: symbol, node: DATA.names[node] });
}

// A field at an arrow, with what stands before it.
function placeField(letter, { x, y }, before, isAbove, paper) {
  const root = made("label", { class: `blank ${isAbove ? "forward" : "gradient"}` }, paper);
  const { left, top } = DATA.picture.extent;
  root.style.setProperty("--x", x - left);
  root.style.setProperty("--y", (isAbove ? y - 3 - FIELD_HEIGHT : y + 3) - top);
  made("span", { "aria-hidden": "true" }, root, before);
  const input = makeField(root, fieldLabel(blankOf.get(letter)), false);
  const mark = made("span", { class: "mark", "aria-hidden": "true" }, input.parentElement);
  return { name: letter, title: `(${letter})`, root, mark, inputs: [input] };
}

function makeSheet(paper) {
  const svg = drawn("svg", { role: "img", "aria-label": DATA.title }, paper);
  const { extent, shapes, arrows } = drawPicture(svg, DATA.picture, () => "");
  paper.style.setProperty("--width", extent.width);
  paper.style.setProperty("--height", extent.height);
  for (const { group } of shapes) for (const name of ["role", "tabindex"]) group.removeAttribute(name); // the fields tell
  const items = new Map();
  const texts = []; // what is written anew for other numbers; `at` is a letter, or a place in the trace
  arrows.forEach((arrow, i) => {
    for (const [at, isAbove] of [[DATA.shown[i].above, true], [DATA.shown[i].below, false]]) {
      if (at === null) continue;
      const prefix = isAbove ? arrow.prefix : "← ";
      if (typeof at === "string" && !items.has(at)) {
        items.set(at, placeField(at, arrow, `${prefix}(${at})`, isAbove, paper));
      } else {
        texts.push({ element: isAbove ? arrow.above : arrow.below, width: arrow.w, prefix, at });
      }
    }
  });
  // the order of the letters is the one in which they are worked out, and the one of the tabulator
  const inOrder = DATA.blanks.map(({ letter }) => items.get(letter));
  for (const item of inOrder) paper.append(item.root);
  return { items: inOrder, texts, svg };
}

function fitSheet(frame, paper) {
  const fitting = Math.min(MOST_UNIT, frame.clientWidth / DATA.picture.extent.width);
  const unit = fitting < LEAST_UNIT ? SCROLLED_UNIT : fitting;
  paper.style.setProperty("--unit", `${unit}px`);
}

function makeForm(paper) {
  const frame = made("div", { id: "frame" }, paper);
  const sheet = made("div", { id: "sheet" }, frame);
  const { items, texts, svg } = makeSheet(sheet);
  const byLetter = new Map(items.map((item) => [item.name, item]));
  let values = [];
  let judgement;
  // A page in a page gets its width late: what has no room starts where one goes on, unless one is there already.
  function fit() {
    fitSheet(frame, sheet);
    if (frame.contains(document.activeElement)) return;
    const { root } = items.find(({ verdict }) => !verdict?.isRight) ?? items[0];
    frame.scrollLeft = root.offsetLeft - frame.clientWidth / 2;
  }
  new ResizeObserver(fit).observe(frame);
  fit();

  // The numbers from a seed; those of the graph as Python gave it without one, or from Python's. Whether there are any.
  function setNumbers(seed) {
    const inputs = seed === (DATA.seed ?? undefined) ? new Map() : variedInputs(DATA, seed);
    if (!inputs) return false;
    values = evaluated(DATA.trace, inputs);
    judgement = judgeOf(DATA, DATA.at.map((i) => values[i]));
    return true;
  }

  function show() {
    for (const { element, width, prefix, at } of texts) {
      const isBlank = typeof at === "string";
      const number = isBlank ? values[DATA.at[blankOf.get(at).number]] : values[at];
      const isKnown = !isBlank || byLetter.get(at).verdict?.isRight;
      setText(element, prefix + (isKnown ? typeset(number) : `(${at})`), width);
    }
  }

  function readItem({ inputs: [input] }) {
    if (isOpenText(input.value)) return { isOpen: true };
    const { number, problem } = readAnswer(input.value);
    return problem ? { problem } : { answer: number };
  }

  function judge(item, stage) {
    const answers = new Map();
    for (const each of items) {
      const { answer } = readItem(each);
      if (answer !== undefined) answers.set(each.name, answer);
    }
    return judgement(item.name, answers, stage);
  }

  function lightUp(node) {
    for (const group of svg.querySelectorAll(".lit")) group.classList.remove("lit");
    if (node === undefined) return;
    for (const group of svg.querySelectorAll(`g[data-node="${node}"]`)) group.classList.add("lit");
  }

  // Scrolls so far that a field is seen with the name of its node and with its gate; if all has no room, without the gate.
  function bringIntoView({ name, root }) {
    const { node, gate } = blankOf.get(name);
    const ends = svg.querySelectorAll(`g.shape[data-node="${node}"] text, g.gate[data-node="${gate}"]`);
    const boxes = [...ends, root].map((place) => place.getBoundingClientRect());
    const seen = frame.getBoundingClientRect();
    const left = Math.min(...boxes.map((box) => box.left)) - seen.left;
    const right = Math.max(...boxes.map((box) => box.right)) - seen.right;
    if (left < 0 || right > 0) frame.scrollLeft += left < 0 ? left : Math.min(left, right);
    root.scrollIntoView({ block: "nearest", inline: "nearest" }); // the field itself in any case
  }

  return { items, bringIntoView, setNumbers, show, readItem, judge, lightUp, canVary: DATA.inputs.length > 0 };
}
