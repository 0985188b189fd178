// The picture: drawn once from the positions in the data, then only its numbers and classes change.

const SVG = "http://www.w3.org/2000/svg";
const CHARACTER = 9; // the width of a figure of a heavy 15, at most
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

function drawn(tag, attributes, parent, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [key, x] of Object.entries(attributes)) element.setAttribute(key, x);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

function drawLine(group, { line, head }) {
  drawn("path", { d: line, class: "wire" }, group);
  if (head) drawn("polygon", { points: head, class: "head" }, group);
}

function drawArrow(arrow, svg) {
  const group = drawn("g", { class: "arrow", "aria-hidden": "true" }, svg); // the nodes tell their numbers
  const { x, y } = arrow;
  drawLine(group, arrow);
  return {
    ...arrow,
    group,
    above: drawn("text", { x, y: y - 8, class: "forward" }, group),
    below: drawn("text", { x, y: y + 20, class: "gradient" }, group),
  };
}

const CORNER = { input: 8, output: 8, "tall gate": 20 };

function drawShape(shape, svg) {
  const { kind, node, x, y, w, h } = shape;
  if (kind === "fork") return { ...shape, group: drawn("circle", { cx: x, cy: y, r: 3.2, class: "fork" }, svg) };
  const isOpen = kind === "constant"; // a plain number: no outline, nothing to tell about it
  const group = drawn("g", { class: `shape ${kind}`, "data-node": node }, svg);
  if (!isOpen) {
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "img");
  }
  if (kind === "gate") drawn("ellipse", { cx: x, cy: y, rx: w / 2, ry: h / 2 }, group);
  else if (!isOpen) drawn("rect", { x: x - w / 2, y: y - h / 2, width: w, height: h, rx: CORNER[kind] }, group);
  const isSymbol = kind.endsWith("gate") && shape.text.length === 1;
  drawn("text", { x, y, class: isSymbol ? "symbol" : "caption" }, group, shape.text);
  const title = DATA.nodes[node].name;
  if (kind.endsWith("gate") && title.startsWith("#")) {
    drawn("text", { x: x + w / 2 - 2, y: y - h / 2 - 1, class: "tag" }, group, title);
  }
  return { ...shape, group };
}

function drawPicture(svg) {
  const { extent, shapes, arrows, lines } = DATA.picture;
  svg.setAttribute("viewBox", [extent.left, extent.top, extent.width, extent.height].join(" "));
  svg.style.setProperty("--width", extent.width);
  svg.style.setProperty("--height", extent.height);
  for (const line of lines) drawLine(drawn("g", { class: "arrow" }, svg), line);
  return {
    arrows: arrows.map((arrow) => drawArrow(arrow, svg)),
    shapes: shapes.map((shape) => drawShape(shape, svg)),
  };
}

function setText(element, text, width) {
  element.textContent = text;
  if (text.length * CHARACTER > width + CHARACTER) {
    element.setAttribute("textLength", width);
    element.setAttribute("lengthAdjust", "spacingAndGlyphs");
  } else {
    element.removeAttribute("textLength");
  }
}

// Where the gradient stands that an arrow shows at frame k: its own contribution, or the sum before a fork.
function gradientAt(arrow, k) {
  if (arrow.kind !== "edge") return gradientShown(arrow.node, k);
  const contribution = DATA.contributions.find(
    (each) => each.user === arrow.user && each.position === arrow.position,
  );
  return contribution && frameOfContribution(contribution) <= k ? contribution.amount : undefined;
}

// Which way an arrow is being passed at frame k, if it is.
function flow(arrow, frame) {
  if (frame.kind === "forward" && arrow.kind === "edge") return arrow.user === frame.node ? "flows-forward" : "";
  if (frame.kind === "forward") return arrow.node === frame.node ? "flows-forward" : "";
  if (frame.kind === "seed") return arrow.kind === "output" ? "flows-back" : "";
  if (frame.kind !== "backward" || arrow.node !== frame.node || arrow.kind === "output") return "";
  const { user, position } = frame.contribution;
  const isIt = arrow.kind === "trunk" || (arrow.user === user && arrow.position === position);
  return isIt ? "flows-back" : "";
}

function updateArrow(arrow, k, numbers) {
  const isShown = isValueShown(arrow.node, k);
  setText(arrow.above, isShown ? arrow.prefix + typeset(numbers[arrow.node]) : "", arrow.w);
  const at = gradientAt(arrow, k);
  setText(arrow.below, at === undefined ? "" : `← ${typeset(numbers[at])}`, arrow.w);
  const isClosed = at !== undefined && numbers[at] === 0 ? "closed" : "";
  arrow.group.setAttribute("class", `arrow ${isShown ? "" : "pending"} ${isClosed} ${flow(arrow, FRAMES[k])}`);
}

function isActive(shape, frame) {
  if (frame.kind === "backward") return shape.node === frame.contribution.user || shape.node === frame.node;
  return (frame.kind === "forward" || frame.kind === "seed") && shape.node === frame.node;
}

function updateShape(shape, k, numbers, faultyNode) {
  if (shape.kind === "fork" || shape.kind === "constant") return;
  const classes = ["shape", shape.kind];
  if (!isValueShown(shape.node, k)) classes.push("pending");
  if (isActive(shape, FRAMES[k])) classes.push(FRAMES[k].kind === "forward" ? "active" : "active-back");
  if (shape.node === faultyNode) classes.push("faulty");
  shape.group.setAttribute("class", classes.join(" "));
  shape.group.setAttribute("aria-label", spoken(shape, k, numbers));
}

const SPOKEN = { input: "stepper.spoken.input", output: "stepper.spoken.output" };

// A node in words, for people who do not see the picture.
function spoken({ node, kind }, k, numbers) {
  const { name: title, symbol, formula } = DATA.nodes[node];
  const isGate = symbol && kind !== "output";
  const what = said(isGate ? "stepper.spoken.gate" : SPOKEN[kind], { symbol, node: title });
  const parts = [formula && formula !== title ? `${what} = ${formula}` : what];
  if (isValueShown(node, k)) parts.push(said("stepper.spoken.value", { number: typeset(numbers[node]) }));
  const at = gradientShown(node, k);
  if (at !== undefined) parts.push(said("stepper.gradient", { gradient: typeset(numbers[at]) }));
  return parts.join(", ");
}

function updatePicture(picture, k, numbers, faultyNode) {
  for (const arrow of picture.arrows) updateArrow(arrow, k, numbers);
  for (const shape of picture.shapes) updateShape(shape, k, numbers, faultyNode);
}

// A picture larger than its frame scrolls: to where something happens.
function bringIntoView(frameElement, picture, k) {
  const place = picture.arrows.find((arrow) => flow(arrow, FRAMES[k]));
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = frameElement;
  if (!place || (scrollWidth <= clientWidth && scrollHeight <= clientHeight)) return;
  const outside = frameElement.getBoundingClientRect();
  const inside = place.below.getBoundingClientRect();
  const right = inside.left + inside.width / 2 - outside.left - outside.width / 2;
  const down = inside.top + inside.height / 2 - outside.top - outside.height / 2;
  const isNear = Math.abs(right) < clientWidth && Math.abs(down) < clientHeight;
  frameElement.scrollBy({ left: right, top: down, behavior: isNear && !reducedMotion.matches ? "smooth" : "instant" });
}
