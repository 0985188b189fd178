// The network: units in columns, each a small map, and lines between them as wide as weights, or as gradients. Not here:
// what the maps show (maps.js), what happens when something is chosen (page.js).

const [THIN, WIDEST] = [3, 7]; // the widest line where there is little room, and where there is enough
const UNITS = { most: 46, least: 24, gap: 25 };
const SATURATED = 1.5; // a weight of this size is drawn at four fifths of the widest

// `chosen(what)` is told of {unit: [column, place]} or {parameter}, `moved(parameter, x)` of a new weight and
// `settled()` of the last one, `pointed(unit)` of one that is pointed at, or of none; `weightOf(parameter)` and `told(parameter)` are its number, and words about it.
function makeDiagram(frame, program, { chosen, moved, settled, pointed, weightOf, told }) {
  frame.replaceChildren();
  const svg = drawn("svg", { class: "lines", "aria-hidden": "true" }, frame);
  const units = program.columns.map((column, c) => column.map((unit, i) => unitButton(frame, unit, c, i, chosen, pointed)));
  const lines = program.lines.map((line) => {
    if (!line.tail) return { ...line, isBias: true };
    const group = drawn("g", { class: "line" }, svg);
    return {
      ...line, group,
      path: drawn("path", { class: "strand" }, group),
      hit: drawn("path", { class: "hit" }, group),
    };
  });
  const flow = drawn("path", { class: "flow" }, svg);
  const output = [program.columns.length - 1, 0];
  for (const line of lines.filter(({ group }) => group)) {
    dragWeight(line, { chosen, moved, settled, weightOf });
    const title = drawn("title", {}, line.group);
    line.group.addEventListener("pointerenter", () => (title.textContent = told(line.parameter)));
  }
  const diagram = { frame, svg, program, units, lines, output, flow };
  layOut(diagram);
  return diagram;
}

function unitButton(frame, unit, column, place, chosen, pointed) {
  const button = made("button", { type: "button", class: `unit ${column ? "" : "input"}` }, frame);
  const canvas = made("canvas", { width: 1, height: 1, "aria-hidden": "true" }, button);
  made("span", { class: "unit-name" }, button, unit.name);
  button.append(" "); // two words
  const number = made("span", { class: "unit-number" }, button);
  button.addEventListener("click", () => chosen({ unit: [column, place] }));
  const found = { ...unit, button, canvas, number, column, place };
  for (const name of ["pointerenter", "focus"]) button.addEventListener(name, () => pointed(found));
  for (const name of ["pointerleave", "blur"]) button.addEventListener(name, () => pointed(undefined));
  return found;
}

const [STEADY, STEADY_FINGER] = [3, 8]; // pixels that a click may waver

// A click opens a weight; a drag up or down changes it. A finger drags what it has opened: on other lines it scrolls.
function dragWeight(line, { chosen, moved, settled, weightOf }) {
  let isMoved = false;
  let isFinger = false;
  const isOpened = () => line.group.classList.contains("opened");
  const isHeld = () => !isFinger || isOpened();
  dragged(line.hit, {
    isFor: () => true,
    start({ pointerType }) {
      [isMoved, isFinger] = [false, pointerType === "touch"];
      return weightOf(line.parameter);
    },
    move(from, dx, dy) {
      if (Math.hypot(dx, dy) > (isFinger ? STEADY_FINGER : STEADY)) isMoved = true;
      if (isMoved && isHeld()) moved(line.parameter, from - dy / 100);
    },
    end({ type }) {
      if (isMoved) return isHeld() && settled();
      if (type !== "pointercancel") chosen({ parameter: line.parameter });
    },
  });
  heldByFinger(line.hit, isOpened);
}

// A finger that drags does not scroll the page. (`touch-action` is not heard on what is inside a drawing.)
function heldByFinger(element, isHeld) {
  element.addEventListener("touchmove", (event) => isHeld(event) && event.preventDefault(), { passive: false });
}

function layOut(diagram) {
  const { frame, svg, program, units, lines } = diagram;
  const width = frame.clientWidth || 320;
  const count = program.columns.length;
  const tallest = Math.max(...program.columns.map((column) => column.length));
  const size = clamped(Math.floor(width / (count * 1.75)), UNITS.least, tallest > 6 ? 38 : UNITS.most);
  const step = size + UNITS.gap;
  const height = tallest * step + 14;
  frame.style.height = `${height}px`;
  frame.style.setProperty("--unit", `${size}px`);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  diagram.widest = clamped((width - count * size) / (count * 12), THIN, WIDEST);
  const x = (c) => size / 2 + 6 + (count > 1 ? (c * (width - size - 12)) / (count - 1) : 0);
  const y = (c, i) => height / 2 + (i - (program.columns[c].length - 1) / 2) * step + 4;
  units.flat().forEach((unit) => {
    Object.assign(unit, { x: x(unit.column), y: y(unit.column, unit.place) });
    unit.button.style.left = `${unit.x - size / 2}px`;
    unit.button.style.top = `${unit.y - size / 2}px`;
  });
  const paths = [];
  for (const line of lines) {
    if (!line.path) continue;
    const [tail, head] = [units[line.tail[0]][line.tail[1]], units[line.head[0]][line.head[1]]];
    const [from, to] = [tail.x + size / 2, head.x - size / 2];
    const bend = (to - from) * 0.45;
    const path = `M${from},${tail.y}C${from + bend},${tail.y} ${to - bend},${head.y} ${to},${head.y}`;
    line.path.setAttribute("d", path);
    line.hit.setAttribute("d", path);
    paths.push(path);
  }
  diagram.flow.setAttribute("d", paths.join(""));
}

const widthOfWeight = (diagram) => (x) => diagram.widest * Math.tanh(x / SATURATED);

// Lines by numbers of the parameters; `scale(|x|)` is a width.
function showLines(diagram, numbers, scale, opened) {
  for (const { path, group, parameter } of diagram.lines) {
    if (!path) continue;
    const x = numbers[parameter];
    const width = scale(Math.abs(x));
    path.setAttribute("stroke-width", Math.max(0.6, width).toFixed(2));
    const kind = `line ${x < 0 ? "negative" : "positive"} ${width > 0 ? "" : "none"} ${parameter === opened ? "opened" : ""}`;
    if (group.getAttribute("class") !== kind) group.setAttribute("class", kind);
    if (parameter === opened && group.nextSibling !== diagram.flow) diagram.svg.insertBefore(group, diagram.flow); // above all others
  }
}

const BANDS = 4; // on either side of the middle

// From a unit's numbers to -1 ... 1: of a score as a probability, or by what its targets are, of others by the largest.
function unitScale({ program, output, isStepped }, unit, numbers) {
  if (unit.column !== output[0]) return byLargest(numbers);
  const { isClassifier, middle, targetMiddle, targetHalf } = program;
  if (isClassifier) return isStepped ? (x) => (x > middle ? 1 : -1) : (x) => Math.tanh((x - middle) / 2);
  const part = (x) => (x - targetMiddle) / targetHalf;
  const band = (x) => clamped(Math.floor(BANDS * part(x)), -BANDS, BANDS - 1);
  return isStepped ? (x) => (band(x) + 0.5) / BANDS : part;
}

// Where lines are drawn in the map of a unit.
function levelsOf({ program, output, isStepped }, unit) {
  if (unit.column !== output[0]) return [0];
  const { isClassifier, middle, targetMiddle, targetHalf } = program;
  if (isClassifier) return [middle];
  if (!isStepped) return [];
  return Array.from({ length: 2 * BANDS - 1 }, (_, k) => targetMiddle + (targetHalf * (k + 1 - BANDS)) / BANDS);
}

function showUnits(diagram, grid, shades) {
  for (const unit of diagram.units.flat()) {
    const numbers = grid.numbers(unit.out);
    paint(unit.canvas, grid.side, numbers, shades, unitScale(diagram, unit, numbers));
  }
}
