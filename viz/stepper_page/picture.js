// A view of a scene: drawn once from its places, then filled with whatever numbers somebody has. Not here: what is shown
// when (shown.js), which part of it is seen (camera.js).

const CHARACTER = 9; // the width of a figure of a heavy 15, at most
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

function drawLine(group, line, head, way = "") {
  drawn("path", { d: line, class: `wire ${way}` }, group);
  if (head) drawn("polygon", { points: head, class: `head ${way}` }, group);
}

const UNIT = 15 / 14; // of the picture, in the points that widths of rivers are in

// An arrow with its two numbers, which leave room for its river. The head turns round for the way back: both are there, and the style sheet chooses.
function drawArrow(arrow, parent, bed) {
  const gap = arrow.river ? (UNIT * DATA.river.widest) / 2 : 0;
  const group = drawn("g", { class: "arrow", "aria-hidden": "true" }, parent); // the nodes tell their numbers
  const { x, y } = arrow;
  drawLine(group, arrow.line, arrow.head, "there");
  drawLine(group, arrow.lineBack, arrow.headBack, "back");
  return {
    ...arrow,
    group,
    gap,
    band: arrow.river && drawn("path", { d: arrow.river, class: "river" }, bed),
    above: drawn("text", { x, y: y - 8 - gap, class: "forward" }, group),
    below: drawn("text", { x, y: y + 20 + gap, class: "gradient" }, group),
  };
}

const CORNER = { input: 8, output: 8, "tall gate": 20 };

// A shape; `tag` is what stands small beside a gate.
function drawShape(shape, parent, tag) {
  const { kind, node, x, y, w, h } = shape;
  if (kind === "fork") return { ...shape, group: drawn("circle", { cx: x, cy: y, r: 3.2, class: "fork" }, parent) };
  const isOpen = kind === "constant"; // a plain number: no outline, nothing to tell about it
  const group = drawn("g", { class: `shape ${kind}`, "data-node": node }, parent);
  if (!isOpen) {
    group.setAttribute("tabindex", "-1");
    group.setAttribute("role", "img");
  }
  if (kind === "gate") drawn("ellipse", { cx: x, cy: y, rx: w / 2, ry: h / 2 }, group);
  else if (!isOpen) drawn("rect", { x: x - w / 2, y: y - h / 2, width: w, height: h, rx: CORNER[kind] }, group);
  const isSymbol = kind.endsWith("gate") && shape.text.length === 1;
  drawn("text", { x, y, class: isSymbol ? "symbol" : "caption" }, group, shape.text);
  if (kind.endsWith("gate") && tag) drawn("text", { x: x + w / 2 - 2, y: y - h / 2 - 1, class: "tag" }, group, tag);
  return { ...shape, group };
}

// The view of a scene in an empty <svg>; `tagOf(node)` is what stands beside a gate.
function drawPicture(svg, { extent, shapes, arrows, lines }, tagOf) {
  svg.setAttribute("viewBox", [extent.left, extent.top, extent.width, extent.height].join(" "));
  const scene = drawn("g", { id: "scene" }, svg);
  const bed = drawn("g", { "aria-hidden": "true" }, scene); // below all arrows
  for (const { line, head } of lines) drawLine(drawn("g", { class: "arrow" }, scene), line, head);
  return {
    svg,
    scene,
    extent,
    arrows: arrows.map((arrow) => drawArrow(arrow, scene, bed)),
    shapes: shapes.map((shape) => drawShape(shape, scene, tagOf(shape.node))),
  };
}

function setText(element, text, width) {
  if (element.textContent === text) return;
  element.textContent = text;
  if (text.length * CHARACTER > width + CHARACTER) {
    element.setAttribute("textLength", width);
    element.setAttribute("lengthAdjust", "spacingAndGlyphs");
  } else {
    element.removeAttribute("textLength");
  }
}

// What an arrow shows: its two texts, and the classes of its state.
function showArrow(arrow, above, below, classes) {
  setText(arrow.above, above, arrow.w);
  setText(arrow.below, below, arrow.w);
  arrow.group.setAttribute("class", ["arrow", ...classes].filter(Boolean).join(" "));
}

// How wide its river is, in points, and on which side of 0.
function showRiver(arrow, width, sign) {
  arrow.band.setAttribute("stroke-width", UNIT * width);
  arrow.band.setAttribute("class", `river ${width && sign > 0 ? "positive" : width ? "negative" : ""}`);
}

const isTold = ({ kind }) => kind !== "fork" && kind !== "constant";

// What a shape shows: the classes of its state, and its words for people who do not see it.
function showShape(shape, classes, label) {
  shape.group.setAttribute("class", ["shape", shape.kind, ...classes].filter(Boolean).join(" "));
  shape.group.setAttribute("aria-label", label);
}
