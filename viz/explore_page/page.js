// The page: which block is open, which box is looked at, which step is shown, and what changes it.

const $ = (id) => document.getElementById(id);

const value = (text) => [text, "forward"];
const gradient = (text) => [text, "gradient"];
const named = (text) => [text, "name"];

const MOST_OPERANDS = 8; // in a sentence

// #3 = #1 + #2 = 200 + 450 = 650
function computation(graph, node) {
  const operation = operationOf(graph, node);
  const result = value(typeset(graph.values[node]));
  if (!operation) return [named(nodeName(graph, node)), plain(" = "), result];
  const parentAt = (position) => graph.parents[graph.begin[node] + position];
  const names = written(operation.notation, (position) => named(nodeName(graph, parentAt(position))), MOST_OPERANDS);
  const numbers = written(
    operation.notation,
    (position, isLater) => value((isLater ? asOperand : typeset)(graph.values[parentAt(position)])),
    MOST_OPERANDS,
  );
  return [named(nodeName(graph, node)), plain(" = "), ...names, plain(" = "), ...numbers, plain(" = "), result];
}

// 1.1 × 2 = 2.2
const chained = (graph, edge) => [
  gradient(typeset(graph.gradients[graph.users[edge]])), plain(" × "), value(asOperand(graph.slopes[edge])), plain(" = "),
  gradient(typeset(contribution(graph, edge))),
];

const whyNoGradients = ({ operations, nodes }) =>
  operations[nodes - 1] === CONSTANT ? said("explore.constant") : said("explore.no_gradients");

const ends = (level, graph, key) => {
  if (key === "output") return nodeName(graph, graph.nodes - 1);
  if (typeof key === "number") return boxName(graph, key);
  const side = [...level.before, ...level.after].find((outside) => outside.key === key);
  return side.boxes.length === 1 ? boxName(graph, side.boxes[0]) : said("explore.elsewhere", { count: side.boxes.length });
};

// What stands above and below an arrow, and both with all digits.
function wordsAt(graph, arrow) {
  const [values, back] = [valuesOf(graph, arrow), arrow.hasGradient ? gradientsOf(arrow) : []];
  const below = (text) => (back.length ? `← ${rangeText(back, text)}` : "");
  return {
    above: rangeText(values),
    below: below(shortened),
    whole: [rangeText(values, typeset), below(typeset)].filter(Boolean).join("\n"),
  };
}

// The steps of a level: its boxes in the order in which they are computed, then its arrows on the way back.
function framesOf(graph, level, shapes) {
  const isComputed = (box) => isBlock(graph, box) || operationOf(graph, box);
  const order = level.boxes.filter(isComputed);
  const rank = new Map(shapes.map((shape) => [shape.key, shape]));
  const onlyNodes = !order.some((box) => isBlock(graph, box));
  order.sort((one, other) => (onlyNodes ? one - other : rank.get(one).rank - rank.get(other).rank || rank.get(one).y - rank.get(other).y));
  const outputs = level.arrows.filter(({ to }) => !level.boxes.includes(to));
  const back = [...outputs, ...[...order].reverse().flatMap((box) => level.arrows.filter(({ to }) => to === box))];
  return [
    { kind: "start" },
    ...order.map((box) => ({ kind: "forward", box })),
    ...(DATA.hasGradients ? back.filter((arrow) => arrow.hasGradient).map((arrow) => ({ kind: "backward", arrow })) : []),
    { kind: "end" },
  ];
}

const PHASES = {
  start: "explore.phase.start",
  forward: "explore.phase.forward",
  backward: "explore.phase.backward",
  end: DATA.hasGradients ? "explore.phase.end" : "explore.phase.end_forward",
};
const WIDTHS = {
  proportion: "explore.width.proportion",
  root: "explore.width.root",
  logarithm: "explore.width.logarithm",
};
const SIGN_WORDS = { 1: "explore.sign.positive", "-1": "explore.sign.negative", 0: "explore.sign.mixed" };

function sentence(graph, level, frame) {
  if (frame.kind === "start") return words("explore.step.start");
  if (frame.kind === "end") return DATA.hasGradients ? words("explore.step.end") : words("explore.step.end_forward");
  if (frame.kind === "forward") {
    if (!isBlock(graph, frame.box)) return computation(graph, frame.box);
    return words("explore.step.block", { block: named(boxName(graph, frame.box)), count: graph.sizes[blockOf(graph, frame.box)] });
  }
  const { arrow } = frame;
  const target = named(ends(level, graph, arrow.from));
  const isGate = typeof arrow.to === "number" && !isBlock(graph, arrow.to);
  if (isGate && arrow.edges.length === 1) return [...chained(graph, arrow.edges[0]), plain(" → "), target];
  return words("explore.step.back", {
    numbers: gradient(rangeText(gradientsOf(arrow))),
    from: named(ends(level, graph, arrow.to)),
    to: target,
  });
}

function run(graph) {
  const state = { open: -1, level: undefined, frames: [], frame: 0, chosen: undefined };
  const camera = makeCamera($("picture"));
  const outline = makeOutline($("outline"), graph, go);
  let drawnLevel;
  let shapeOf = new Map();

  function label(box) {
    if (isBlock(graph, box)) return said("explore.spoken.block", { block: boxName(graph, box), count: graph.sizes[blockOf(graph, box)] });
    const operation = operationOf(graph, box);
    const [node, number] = [nodeName(graph, box), typeset(graph.values[box])];
    const what = operation ? said("explore.spoken.gate", { symbol: operation.symbol, node, number }) : said("explore.spoken.input", { node, number });
    return DATA.hasGradients ? `${what}, ${said("explore.gradient", { number: typeset(graph.gradients[box]) })}` : what;
  }

  function show(block) {
    if (state.open === block) return;
    state.open = block;
    const level = levelOf(graph, block);
    const sizes = level.arrows.map((arrow) => sizeOf(gradientsOf(arrow)));
    const scale = scaleOf(level.arrows.map((arrow, i) => (arrow.hasGradient ? sizes[i].norm : 0)));
    level.arrows.forEach((arrow, i) => {
      const { norm, sign } = sizes[i];
      arrow.river = { width: arrow.hasGradient ? scale.width(norm) : 0, sign, isZero: arrow.hasGradient && norm === 0 };
    });
    const scene = sceneOf(graph, level, (arrow) => wordsAt(graph, arrow));
    for (const shape of scene.shapes) {
      if (shape.box === undefined) continue;
      shape.label = shape.kind === "outside" ? said("explore.spoken.outside", { box: label(shape.box) }) : label(shape.box);
      if (shape.kind === "gate") shape.tag = nodeName(graph, shape.box);
    }
    drawnLevel = drawScene($("picture"), scene);
    shapeOf = new Map(scene.shapes.map((shape) => [shape.key, shape]));
    camera.open(scene.extent);
    Object.assign(state, { level, frames: framesOf(graph, level, scene.shapes), chosen: undefined });
    $("scrub").max = state.frames.length - 1;
    showFrame(state.frames.length - 1);
    showWay();
    showLegend(level, scale);
    look(boxOf(graph, block));
    setStop(scene.shapes.find((shape) => shape.box !== undefined)?.key);
    outline.reveal(boxOf(graph, block));
    outline.expand(boxOf(graph, block));
  }

  // Opens a block, or the block of a node and looks at that.
  function go(box) {
    if (isBlock(graph, box)) return show(blockOf(graph, box));
    show(graph.homes[box]);
    choose(box);
  }

  function choose(box) {
    drawnLevel.shapes.get(state.chosen)?.classList.remove("chosen");
    state.chosen = box;
    drawnLevel.shapes.get(box)?.classList.add("chosen");
    if (shapeOf.has(box)) camera.bringIntoView(shapeOf.get(box));
    setStop(box);
    look(box);
    outline.reveal(box);
  }

  function showWay() {
    $("way").replaceChildren();
    const way = [...wayTo(graph, boxOf(graph, state.open)), state.open];
    way.forEach((block, i) => {
      const item = made("li", {}, $("way"));
      if (i === way.length - 1) made("span", { "aria-current": "location" }, item, graph.titles[block]);
      else made("button", { type: "button" }, item, graph.titles[block]).addEventListener("click", () => go(boxOf(graph, block)));
    });
  }

  function showLegend(level, scale) {
    $("legend").replaceChildren();
    const present = new Set(level.arrows.filter((arrow) => arrow.river.width).map((arrow) => arrow.river.sign));
    if (!present.size) return;
    made("span", {}, $("legend"), said(WIDTHS[scale.kind]));
    for (const sign of [1, -1, 0]) {
      if (!present.has(sign)) continue;
      const item = made("span", {}, $("legend"));
      const sample = drawn("svg", { viewBox: "0 0 48 16", "aria-hidden": "true" }, item);
      drawn("path", { d: "M0 8H48", class: `river ${SIGNS[sign]}`, "stroke-width": 12 }, sample);
      drawn("path", { d: "M0 8H48", class: "wire" }, drawn("g", { class: SIGNS[sign] }, sample));
      item.append(said(SIGN_WORDS[sign]));
    }
  }

  function showFrame(k) {
    state.frame = Math.min(Math.max(k, 0), state.frames.length - 1);
    const frame = state.frames[state.frame];
    const isLast = frame.kind === "end";
    const computed = new Set();
    const passed = new Set();
    for (const each of state.frames.slice(0, state.frame + 1)) {
      if (each.kind === "forward") computed.add(each.box);
      if (each.kind === "backward") passed.add(each.arrow);
    }
    const isThere = (key) => isLast || !state.frames.some((each) => each.box === key) || computed.has(key);
    for (const [arrow, group] of drawnLevel.groups) {
      group.classList.toggle("pending", !isThere(arrow.from));
      group.classList.toggle("no-gradient", !isLast && !passed.has(arrow));
      group.classList.toggle("flows-back", frame.arrow === arrow);
      group.classList.toggle("flows-forward", frame.kind === "forward" && arrow.to === frame.box);
    }
    for (const [key, group] of drawnLevel.shapes) {
      group.classList.toggle("pending", !isThere(key));
      group.classList.toggle("active", key === frame.box);
      group.classList.toggle("no-gradient", !isLast && state.level.arrows.some((arrow) => arrow.from === key && !passed.has(arrow)));
    }
    $("picture").classList.toggle("stepping", !isLast);
    const last = state.frames.length - 1;
    showPieces($("phase"), words(PHASES[frame.kind]));
    showPieces($("line"), sentence(graph, state.level, frame));
    $("scrub").value = state.frame;
    $("scrub").setAttribute("aria-valuetext", said("explore.progress", { step: state.frame, last }));
    $("count").textContent = `${state.frame} / ${last}`;
    for (const [id, isAtLimit] of [["start", !state.frame], ["back", !state.frame], ["next", isLast], ["end", isLast]]) {
      $(id).setAttribute("aria-disabled", String(isAtLimit)); // not disabled: that would take the focus away
    }
    const place = frame.box ?? frame.arrow?.to;
    if (!isLast && shapeOf.has(place)) camera.bringIntoView(shapeOf.get(place));
  }

  // The panel about a box.
  function look(box) {
    const line = (pieces, kind = "") => showPieces(made("p", { class: kind }, $("details-text")), pieces);
    showPieces($("details-title"), [plain(boxName(graph, box))]);
    $("details-text").replaceChildren();
    if (isBlock(graph, box)) line(words("explore.nodes", { count: graph.sizes[blockOf(graph, box)] }), "muted");
    else showNode(box, line);
    for (const [end, other, key] of [["to", "from", "explore.enters"], ["from", "to", "explore.leaves"]]) {
      if (!isBlock(graph, box)) break;
      for (const arrow of state.level.arrows.filter((each) => each[end] === box).slice(0, MOST_LINES)) {
        line(words(key, {
          box: named(ends(state.level, graph, arrow[other])),
          numbers: value(rangeText(valuesOf(graph, arrow))),
        }));
        if (arrow.hasGradient) line([gradient(`← ${rangeText(gradientsOf(arrow))}`)], "term");
      }
    }
  }

  function showNode(node, line) {
    line(computation(graph, node));
    const operation = operationOf(graph, node);
    if (operation) line(words("explore.role", { symbol: named(operation.symbol), role: operation.role }), "muted");
    if (!DATA.hasGradients) return line([plain(whyNoGradients(graph))], "muted");
    line(words("explore.its_gradient", { node: named(nodeName(graph, node)), number: gradient(typeset(graph.gradients[node])) }));
    const uses = [...graph.usesOf(node)];
    for (const edge of uses.slice(0, MOST_LINES)) {
      line(words("explore.from", { product: chained(graph, edge), node: named(nodeName(graph, graph.users[edge])) }), "term");
    }
    if (uses.length > MOST_LINES) line(words("explore.more", { count: uses.length - MOST_LINES }), "muted");
    return undefined;
  }

  // One Tab stop in the picture: the box that arrow keys left.
  function setStop(key) {
    $("picture").querySelector("[tabindex='0']")?.setAttribute("tabindex", "-1");
    drawnLevel.shapes.get(key)?.setAttribute("tabindex", "0");
  }

  const shapeUnder = (event) => {
    const group = event.target.closest?.("g.shape[data-box]");
    return group ? [...shapeOf.values()].find(({ key }) => String(key) === group.dataset.key) : undefined;
  };

  function activate(shape) {
    if (shape.kind === "outside" && isBlock(graph, shape.box)) return show(blockOf(graph, shape.box));
    if (shape.kind !== "block") return go(shape.box);
    show(blockOf(graph, shape.box));
    $("picture").querySelector("[tabindex='0']")?.focus();
    return undefined;
  }

  // The nearest box in a direction, what lies aside counting double.
  function neighbour(shape, [dx, dy]) {
    let nearest;
    let least = Infinity;
    for (const other of shapeOf.values()) {
      const [x, y] = [other.x - shape.x, other.y - shape.y];
      const [ahead, aside] = [dx * x + dy * y, Math.abs(dx * y + dy * x)];
      if (other.box === undefined || ahead <= 1) continue;
      const distance = ahead + 2 * aside;
      if (distance < least) [nearest, least] = [other, distance];
    }
    return nearest;
  }

  const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const ZOOMS = { "+": () => camera.zoom(1.25), "-": () => camera.zoom(0.8), 0: () => camera.fit() };

  function up() {
    if (state.open === WHOLE) return;
    const inner = boxOf(graph, state.open);
    show(graph.blocks[state.open]);
    setStop(inner);
    drawnLevel.shapes.get(inner)?.focus();
  }

  $("picture").addEventListener("keydown", (event) => {
    const shape = shapeUnder(event);
    if (event.ctrlKey || event.altKey || event.metaKey || !shape) return;
    if (event.key === "Enter" || event.key === " ") activate(shape);
    else if (DIRECTIONS[event.key]) {
      const next = neighbour(shape, DIRECTIONS[event.key]);
      if (next) {
        setStop(next.key);
        camera.bringIntoView(next);
        drawnLevel.shapes.get(next.key).focus({ preventScroll: true });
      }
    } else return;
    event.preventDefault();
  });
  $("picture").addEventListener("click", (event) => {
    const shape = shapeUnder(event);
    if (shape) activate(shape);
  });
  for (const kind of ["pointerover", "focusin"]) {
    $("picture").addEventListener(kind, (event) => {
      const shape = shapeUnder(event);
      if (shape) look(shape.box);
    });
  }
  for (const kind of ["pointerleave", "focusout"]) {
    $("picture").addEventListener(kind, () => look(state.chosen ?? boxOf(graph, state.open)));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const isField = event.target.matches("input");
    if (event.key === "Escape") return $("found").hidden ? up() : closeSearch();
    if (isField) return;
    if (event.key === "/") $("sought").focus();
    else if (ZOOMS[event.key]) ZOOMS[event.key]();
    else return;
    event.preventDefault();
  });

  function closeSearch() {
    $("found").hidden = true;
    $("sought").value = "";
    $("sought").focus();
  }
  $("sought").addEventListener("input", () => {
    const boxes = found(graph, $("sought").value);
    $("found").hidden = !$("sought").value.trim();
    $("found").replaceChildren();
    for (const box of boxes) {
      const button = made("button", { type: "button" }, made("li", {}, $("found")), boxName(graph, box));
      made("span", { class: "muted" }, button, wayTo(graph, box).slice(1).map((block) => graph.titles[block]).join(" › "));
      button.addEventListener("click", () => {
        closeSearch();
        go(box);
        $("picture").querySelector("[tabindex='0']")?.focus();
      });
    }
    if (!boxes.length) made("p", {}, made("li", {}, $("found")), said("explore.none"));
  });
  $("search").addEventListener("keydown", (event) => {
    const choices = [$("sought"), ...$("found").querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choices[choices.indexOf(event.target) + step]?.focus();
    else if (event.key === "Enter" && event.target === $("sought")) choices[1]?.click();
    else return;
    event.preventDefault();
  });

  const JUMPS = { start: () => 0, back: () => state.frame - 1, next: () => state.frame + 1, end: () => state.frames.length - 1 };
  for (const [id, step] of Object.entries(JUMPS)) $(id).addEventListener("click", () => showFrame(step()));
  $("scrub").addEventListener("input", () => showFrame($("scrub").valueAsNumber));
  $("closer").addEventListener("click", ZOOMS["+"]);
  $("farther").addEventListener("click", ZOOMS["-"]);
  $("fit").addEventListener("click", ZOOMS[0]);

  const count = graph.sizes[WHOLE];
  showPieces($("title"), [[nodeName(graph, graph.nodes - 1), ""], [`  ${said("explore.nodes", { count })}`, "muted"]]);
  const notes = [DATA.hasGradients ? "" : whyNoGradients(graph), DATA.isStale ? said("explore.stale") : ""].filter(Boolean);
  $("note").textContent = notes.join(" ");
  $("note").hidden = !notes.length;
  show(WHOLE);
  document.body.dataset.ready = "yes";
}
const MOST_LINES = 12; // of a list in the panel

// In a notebook's frame: the host is told that somebody is here, and tells which colours stand around it.
function embed() {
  if (window.parent === window) return;
  document.documentElement.classList.add("embedded");
  addEventListener("message", ({ source, data }) => {
    const scheme = source === window.parent && data?.host?.scheme;
    if (DATA.followsHost && ["light", "dark"].includes(scheme)) document.documentElement.style.colorScheme = scheme;
  });
  window.parent.postMessage({ page: { height: document.body.offsetHeight } }, "*");
}

unpacked(DATA.graph).then((buffer) => {
  run(graphOf(buffer));
  embed();
});
