// The picture of a level as SVG, and the frame in which it is moved and enlarged. Not here: where things stand
// (layout.js), what happens when a box is chosen (page.js).

const SIGNS = { 1: "positive", "-1": "negative", 0: "mixed" };
const HEAD = [9, 4.5];
const CORNERS = { block: 10, outside: 8, input: 8, output: 8, gate: 20 };

const rounded = (x) => Math.round(x * 100) / 100;
const pair = ([x, y]) => `${rounded(x)},${rounded(y)}`;

function pathOf(line) {
  const bends = line.map(({ from, to, on }) => {
    const middle = (from[0] + to[0]) / 2;
    return `C${pair([middle, from[1]])} ${pair([middle, to[1]])} ${pair(to)}L${pair(on)}`;
  });
  return `M${pair(line[0].from)}${bends.join("")}`;
}

// Draws a scene into an empty element; the groups of its shapes by their keys, and those of its arrows.
function drawScene(svg, scene) {
  svg.replaceChildren();
  const rivers = drawn("g", { class: "rivers", "aria-hidden": "true" }, svg);
  for (const link of [...scene.links].sort((one, other) => other.arrow.river.width - one.arrow.river.width)) {
    const { width, sign } = link.arrow.river;
    if (width) drawn("path", { d: pathOf(link.line), class: `river ${SIGNS[sign]}`, "stroke-width": rounded(width) }, rivers);
  }
  const arrows = drawn("g", { "aria-hidden": "true" }, svg); // the boxes tell their numbers
  for (const wire of scene.wires) drawn("path", { d: pathOf(wire.line), class: "wire" }, arrows);
  const groups = new Map(scene.links.map((link) => [link.arrow, drawArrow(arrows, link)]));
  const boxes = drawn("g", {}, svg);
  return { groups, shapes: new Map(scene.shapes.map((shape) => [shape.key, drawShape(boxes, shape)])) };
}

function drawArrow(parent, { line, words, points, arrow }) {
  const { width, sign, isZero } = arrow.river;
  const group = drawn("g", { class: `arrow ${width ? SIGNS[sign] : isZero ? "closed" : ""}` }, parent);
  drawn("title", {}, group, words.whole); // all digits
  drawn("path", { d: pathOf(line), class: "wire" }, group);
  const [x, y] = line.at(-1).on;
  drawn("polygon", { points: [[x, y], [x - HEAD[0], y - HEAD[1]], [x - HEAD[0], y + HEAD[1]]].map(pair).join(" "), class: "head" }, group);
  const middle = points.at(-1);
  const gap = 7 + width / 2;
  drawn("text", { x: rounded(middle.x), y: rounded(middle.y - gap), class: "forward" }, group, words.above);
  drawn("text", { x: rounded(middle.x), y: rounded(middle.y + gap + 11), class: "gradient" }, group, words.below);
  return group;
}

function drawShape(parent, { kind, isTall, key, x, y, w, h, text, below, box, tag, sum, label }) {
  const group = drawn("g", { class: `shape ${kind}` }, parent);
  if (kind === "number") {
    drawn("text", { x, y, class: "caption" }, group, text);
    return group;
  }
  if (kind === "block") drawn("rect", { x: x - w / 2 + 5, y: y - h / 2 + 5, width: w, height: h, rx: 10, class: "below" }, group);
  if (kind === "gate" && !isTall) drawn("ellipse", { cx: x, cy: y, rx: w / 2, ry: h / 2 }, group);
  else drawn("rect", { x: x - w / 2, y: y - h / 2, width: w, height: h, rx: CORNERS[kind] }, group);
  const isSymbol = kind === "gate" && text.length === 1;
  drawn("text", { x, y: below ? y - 9 : y, class: isSymbol ? "symbol" : "caption" }, group, text);
  if (below) drawn("text", { x, y: y + 11, class: "small" }, group, ` ${below}`); // apart from the title when it is read
  if (tag) drawn("text", { x: x + w / 2 - 4, y: y - h / 2 - 2, class: "tag" }, group, tag);
  if (sum) drawn("text", { x: x + w / 2, y: y + h / 2 + 15, class: "gradient" }, group, ` ${sum}`);
  if (box === undefined) return group;
  for (const [name, value] of Object.entries({ "data-box": box, "data-key": key, tabindex: "-1", role: "button", "aria-label": label })) {
    group.setAttribute(name, value);
  }
  return group;
}

// What of the picture is seen: moved with a pointer or two fingers, the wheel, buttons and keys.
const CLOSEST = 4; // times the natural size
const LEGIBLE = 0.62; // so small the picture opens at most

function makeCamera(svg) {
  const camera = { extent: undefined, view: undefined };
  const pointers = new Map();
  let hasMoved = false;
  const frame = () => svg.getBoundingClientRect();
  const scale = () => Math.min(frame().width / camera.view.width, frame().height / camera.view.height);
  const fitting = () => Math.min(frame().width / camera.extent.width, frame().height / camera.extent.height, 1.4);

  function show() {
    const { left, top, width, height } = camera.view;
    svg.setAttribute("viewBox", [left, top, width, height].map(rounded).join(" "));
  }
  function look(centre, wanted) {
    const { width, height } = frame();
    const size = Math.min(CLOSEST, Math.max(wanted, Math.min(fitting(), LEGIBLE) / 2));
    camera.view = { left: centre[0] - width / size / 2, top: centre[1] - height / size / 2, width: width / size, height: height / size };
    show();
  }
  const centre = () => [camera.view.left + camera.view.width / 2, camera.view.top + camera.view.height / 2];
  // Where a point of the screen lies in the picture.
  const at = ([x, y]) => {
    const { left, top } = frame();
    return [camera.view.left + (x - left) / scale(), camera.view.top + (y - top) / scale()];
  };
  function zoom(factor, screen) {
    const middle = centre();
    const fixed = screen ? at(screen) : middle;
    const before = scale();
    const after = Math.min(CLOSEST, Math.max(before * factor, Math.min(fitting(), LEGIBLE) / 2));
    look(fixed.map((x, side) => x + ((middle[side] - x) * before) / after), after);
  }
  function pan(dx, dy) {
    const [x, y] = centre();
    look([x - dx / scale(), y - dy / scale()], scale());
  }
  function fit() {
    const { left, top, width, height } = camera.extent;
    look([left + width / 2, top + height / 2], fitting());
  }
  // All of it where it can be read then; else its right end, where the result is.
  function open(extent) {
    camera.extent = extent;
    const size = Math.max(fitting(), LEGIBLE);
    const { left, top, width, height } = extent;
    const room = frame().width / size;
    look([width > room ? left + width - room / 2 : left + width / 2, top + height / 2], size);
  }
  function bringIntoView({ x, y, w, h }) {
    const { left, top, width, height } = camera.view;
    const isInside = x - w / 2 > left && x + w / 2 < left + width && y - h / 2 > top && y + h / 2 < top + height;
    if (!isInside) look([x, y], scale());
  }

  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) zoom(Math.exp(-event.deltaY / 200), [event.clientX, event.clientY]);
    else pan(-event.deltaX, -event.deltaY);
  }, { passive: false });
  svg.addEventListener("pointerdown", (event) => {
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    hasMoved = false;
  });
  svg.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY];
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (!hasMoved && !other && Math.hypot(now[0] - before[0], now[1] - before[1]) < 5) return; // still a click
    if (!hasMoved) svg.setPointerCapture(event.pointerId);
    hasMoved = true;
    pointers.set(event.pointerId, now);
    const factor = other ? Math.hypot(now[0] - other[0], now[1] - other[1]) / Math.hypot(before[0] - other[0], before[1] - other[1]) : 1;
    const share = other ? 0.5 : 1; // of two fingers each moves the picture half
    pan(share * (now[0] - before[0]), share * (now[1] - before[1]));
    if (other && Number.isFinite(factor)) zoom(factor, [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
  });
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, (event) => pointers.delete(event.pointerId));
  svg.addEventListener("click", (event) => {
    if (hasMoved) event.stopPropagation(); // it was dragged
    hasMoved = false;
  }, true);
  let isWaiting = false;
  new ResizeObserver(() => {
    if (isWaiting || !camera.view) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      look(centre(), scale());
    });
  }).observe(svg);
  return { open, fit, zoom, pan, bringIntoView };
}
