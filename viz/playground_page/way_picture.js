// Where the graph of a way stands, in columns from the chosen numbers to the loss, as viz/stepper_page/picture.py has it.
// Plain numbers stand beside their gates. Not here: the graph (way.js).

const [MOST_ROUND_INPUTS, ENTRY] = [4, 17]; // from there on a gate is tall, with so much room for each
const ROOMS = { column: 128, row: 72, gate: 21, box: 34, number: 92, fork: 104, output: 44, margin: 8, above: 26 };

function pictureOf(nodes, described) {
  const stage = stageOf(nodes, described);
  const seen = [...nodes.keys()].filter((i) => stage.shapes[i]);
  const leaving = seen.map((i) => leavingFrom(stage, i));
  const numbers = seen.map((i) => numbersAt(stage, i));
  const end = outputOf(stage);
  const shapes = [...seen.map((i) => stage.shapes[i]), ...leaving.flatMap(({ forks }) => forks), ...numbers.flatMap(({ shapes }) => shapes), end.box];
  const arrows = [...leaving.flatMap(({ arrows }) => arrows), end.arrow];
  const [top, bottom] = [leastOf(shapes.map(({ y, h }) => y - h / 2)), mostOf(shapes.map(({ y, h }) => y + h / 2))];
  const width = end.box.x + end.box.w / 2 + 2 * ROOMS.margin;
  const extent = { left: -ROOMS.margin, top: top - ROOMS.above, width, height: bottom - top + 2 * ROOMS.above };
  return { extent, shapes, arrows, lines: numbers.flatMap(({ lines }) => lines) };
}

// Places of everything that has a place of its own: all but plain numbers.
function stageOf(nodes, described) {
  const depth = depthsOf(nodes);
  const columns = [];
  nodes.forEach(({ kind, isInput }, i) => {
    if (kind !== undefined || isInput) (columns[depth[i]] ??= []).push(i);
  });
  const users = nodes.map(() => []);
  nodes.forEach(({ parents }, user) => parents.forEach((parent, position) => users[parent].push({ user, position })));
  const sizes = nodes.map((node, i) => sizeOf(node, described[i]));
  const wide = columns.map((column) => Math.max(...column.map((i) => sizes[i].w)));
  const x = [];
  columns.forEach((column, c) => {
    const fork = c && columns[c - 1].some((i) => users[i]?.length > 1) ? ROOMS.fork : 0;
    x[c] = c ? x[c - 1] + wide[c - 1] / 2 + fork + ROOMS.column + wide[c] / 2 : wide[0] / 2;
  });
  const isShown = new Set(columns.flat());
  const lanes = lanesOf(nodes, columns, depth);
  const y = heightsOf(nodes, columns, lanes, sizes);
  const shapes = nodes.map((_, i) => (isShown.has(i) ? { ...sizes[i], node: i, x: x[depth[i]], y: y[i] } : undefined));
  return { nodes, described, users, lanes, x, y, shapes };
}

function sizeOf({ kind, parents }, { symbol, name }) {
  if (kind === undefined) return { kind: "input", text: name, w: 20 + 9 * name.length, h: ROOMS.box };
  const w = Math.max(2 * ROOMS.gate, 14 + 9 * symbol.length);
  if (parents.length <= MOST_ROUND_INPUTS) return { kind: "gate", text: symbol, w, h: 2 * ROOMS.gate };
  return { kind: "tall gate", text: symbol, w, h: ENTRY * parents.length + 12 };
}

// Where an input enters a gate: from top to bottom as they come, plain numbers before the first of them above, others below.
function entryAt({ nodes, shapes, y }, user, position) {
  const shape = shapes[user];
  const { parents } = nodes[user];
  const first = parents.findIndex((parent) => shapes[parent]);
  const heights = parents.map((parent, k) => (shapes[parent] ? y[parent] : shape.y + (k > first ? 999 : -999)));
  const order = [...heights.keys()].sort((a, b) => heights[a] - heights[b] || a - b);
  const isTall = shape.kind === "tall gate";
  const dy = (isTall ? ENTRY : Math.min(13, 34 / order.length)) * (order.indexOf(position) - (order.length - 1) / 2);
  const reach = isTall ? 1 : Math.sqrt(1 - (dy / (shape.h / 2 + 2)) ** 2);
  return [shape.x - (shape.w / 2) * reach, shape.y + dy];
}

// What leaves a node: an arrow to its only user, or a trunk to a fork, and copies from there.
function leavingFrom(stage, i) {
  const { described, users, lanes, x, y, shapes } = stage;
  const right = [shapes[i].x + shapes[i].w / 2, shapes[i].y];
  const isFork = users[i].length > 1;
  const start = isFork ? [right[0] + ROOMS.fork, right[1]] : right;
  const edges = users[i].map(({ user, position }) => {
    const through = (lanes.get(`${user} ${position}`) ?? []).map(({ key, column }) => [x[column], y[key]]);
    return arrow({ kind: "edge", node: i, user, position }, described, start, entryAt(stage, user, position), { isFork, through });
  });
  if (!isFork) return { forks: [], arrows: edges };
  const trunk = arrow({ kind: "trunk", node: i }, described, right, start, { isTrunk: true });
  return { forks: [{ kind: "fork", node: i, text: "", x: start[0], y: start[1], w: 6, h: 6 }], arrows: [trunk, ...edges] };
}

// The plain numbers beside a gate, each with its line.
function numbersAt(stage, user) {
  const { nodes, shapes } = stage;
  const [found, counts] = [{ shapes: [], lines: [] }, { "-1": 0, 1: 0 }];
  nodes[user].parents.forEach((parent, position) => {
    if (shapes[parent]) return;
    const [end, gate, text] = [entryAt(stage, user, position), shapes[user], short(nodes[parent].data)];
    const [side, isTall] = [end[1] <= gate.y ? -1 : 1, gate.kind === "tall gate"];
    // arrows come to a tall gate from all heights on its left
    const [x, y] = [gate.x + (isTall ? 0 : 44 * counts[side]++ - 34), gate.y + side * (gate.h / 2 + (isTall ? 18 : 9))];
    const at = isTall ? [x, gate.y + side * (gate.h / 2)] : [end[0] + 5, end[1] + side * 3];
    found.shapes.push({ kind: "constant", node: parent, text, x, y, w: 9 * text.length, h: 18 });
    found.lines.push({ line: `M${pairOf([isTall ? x : x + 6, y - side * 9])}L${pairOf(at)}`, head: "" });
  });
  return found;
}

function outputOf({ nodes, described, shapes }) {
  const node = nodes.length - 1;
  const last = shapes[node];
  const right = [last.x + last.w / 2, last.y];
  const w = Math.max(ROOMS.output, 20 + 9 * described[node].name.length);
  const box = { kind: "output", node, text: described[node].name, x: right[0] + ROOMS.column + w / 2, y: last.y, w, h: ROOMS.box };
  return { box, arrow: arrow({ kind: "output", node }, described, right, [box.x - w / 2, box.y], {}) };
}

// How many gates lie before each node; a chosen number stands right before the first gate that it enters.
function depthsOf(nodes) {
  const depth = nodes.map(() => 0);
  nodes.forEach(({ kind, parents }, i) => {
    if (kind === undefined) return;
    depth[i] = 1 + Math.max(...parents.map((parent) => depth[parent]));
  });
  nodes.forEach(({ isInput }, i) => {
    if (!isInput) return;
    const users = nodes.flatMap(({ parents }, user) => (parents.includes(i) ? [depth[user]] : []));
    depth[i] = Math.max(0, Math.min(...users) - 1);
  });
  return depth;
}

// Places in the columns that an arrow passes, so that nothing stands in its way: of an edge "user position", {key, column}.
function lanesOf(nodes, columns, depth) {
  const lanes = new Map();
  let key = nodes.length;
  nodes.forEach(({ parents, kind }, user) => parents.forEach((parent, position) => {
    if (kind === undefined || !columns[depth[parent]]?.includes(parent)) return;
    const lane = [];
    for (let column = depth[parent] + 1; column < depth[user]; column++) {
      columns[column].push(key);
      lane.push({ key: key++, column, tail: parent, head: user });
    }
    if (lane.length) lanes.set(`${user} ${position}`, lane);
  }));
  return lanes;
}

// Each column around the middle of what feeds it, and then of what it feeds, and apart from each other.
function heightsOf(nodes, columns, lanes, sizes) {
  const y = [];
  const [before, after] = [new Map(), new Map()];
  const linked = (from, to) => {
    before.set(to, [...(before.get(to) ?? []), from]);
    after.set(from, [...(after.get(from) ?? []), to]);
  };
  const placed = new Set(columns.flat());
  nodes.forEach(({ parents }, user) => parents.forEach((parent, position) => {
    if (!placed.has(parent)) return;
    const stops = [parent, ...(lanes.get(`${user} ${position}`) ?? []).map(({ key }) => key), user];
    stops.slice(1).forEach((stop, k) => linked(stops[k], stop));
  }));
  const mean = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  function spread(column, side) {
    const wishes = column.map((i, k) => {
      const known = (side.get(i) ?? []).map((other) => y[other]).filter((each) => each !== undefined);
      return (known.length ? mean(known) : (y[i] ?? 0)) + k * 0.01;
    });
    const order = column.map((i, k) => [wishes[k], k, i]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const middle = mean(wishes);
    const row = Math.max(ROOMS.row, ...column.map((i) => (sizes[i] ? sizes[i].h + ROOMS.above : 0)));
    order.forEach(([, , i], rank) => (y[i] = middle + (rank - (column.length - 1) / 2) * row));
  }
  for (const column of columns) spread(column, before);
  for (const column of columns.toReversed()) spread(column, after);
  return y;
}

const HEAD_LENGTH = 9;
const pairOf = ([x, y]) => `${Math.round(100 * x) / 100},${Math.round(100 * y) / 100}`;

// An arrow from a point to another. Its numbers stand on a level piece: before its head where copies part, else right where it starts.
function arrow(what, described, [x0, y0], [x1, y1], { isTrunk, isFork, through: passed = [] }) {
  const isStraight = isTrunk || (y0 === y1 && !passed.length);
  const flat = isStraight ? x1 - x0 : Math.min(ROOMS.number, (x1 - x0) * 0.75);
  const [from, to] = isFork ? [x0, x1 - flat] : [x0 + flat, x1];
  const y = isFork ? y1 : y0;
  const end = isTrunk ? x1 : x1 - HEAD_LENGTH;
  const bends = bendsOf([[from, y0], ...passed, [to, y1]]);
  const curve = (line) => `L${pairOf(line[0][0])}${line.map(([, ...rest]) => `C${rest.map(pairOf).join(" ")}`).join("")}`;
  const corners = (x, side, at) => [[x, at], [x + side * HEAD_LENGTH, at - 4.5], [x + side * HEAD_LENGTH, at + 4.5]].map(pairOf).join(" ");
  const back = isFork ? x0 : x0 + HEAD_LENGTH;
  return {
    ...what,
    prefix: isFork ? "" : nameBefore(described[what.node]),
    x: isFork ? x1 - flat / 2 - 6 : x0 + flat / 2 - (isStraight ? 5 : 0), y, w: ROOMS.number - 8, h: 36,
    line: `M${pairOf([x0, y0])}${isStraight ? "" : curve(bends)}L${pairOf([end, y1])}`,
    head: isTrunk ? "" : corners(x1, -1, y1),
    lineBack: `M${pairOf([x1, y1])}${isStraight ? "" : curve(bends.toReversed().map((bend) => bend.toReversed()))}L${pairOf([back, y0])}`,
    headBack: isFork ? "" : corners(x0, 1, y0),
  };
}

// Between each two points a curve that is level at both.
const bendsOf = (points) =>
  points.slice(1).map(([x1, y1], k) => {
    const [x0, y0] = points[k];
    return [[x0, y0], [(x0 + x1) / 2, y0], [(x0 + x1) / 2, y1], [x1, y1]];
  });

const nameBefore = ({ name, isInput }) => (isInput || name.startsWith("#") ? "" : `${name} = `);
