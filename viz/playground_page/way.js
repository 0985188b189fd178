// The scalar graph of one sample on the way from chosen numbers to the loss, as the stepper's page takes it. A weighted sum
// is shown as the products that depend on what was chosen, and one number for all the others. Every local gradient is an
// instruction that the engine wrote down. Not here: the page around it (why.js).

const LEFT = 0xe000; // rules come with these characters in the place of names

// {nodes, output}: nodes in order, {operation (a line of DATA.operations) or none, parents, data, name, isInput}.
function wayFrom(program, runner, chosen) {
  const nodes = [];
  const at = new Map(); // of a register, its node
  const leaf = (data, name, isInput = false) => nodes.push({ parents: [], data, name, isInput }) - 1;
  const computed = (kind, parents, name) => nodes.push({ kind, parents, name }) - 1;
  const numberAt = (register) => runner.at(register, 0);
  for (const register of chosen) at.set(register, leaf(numberAt(register), program.names.get(register), true));
  const nodeOf = (register) => at.get(register) ?? leaf(numberAt(register), program.names.get(register));
  for (const [kind, out, ...inputs] of program.forward) {
    if (at.has(out) || !inputs.some((register) => at.has(register))) continue;
    const name = program.names.get(out);
    if (DATA.operations[kind].name !== "dot") at.set(out, computed(kind, inputs.map(nodeOf), name));
    else at.set(out, weightedSum(inputs, name));
  }

  function weightedSum(inputs, name) {
    const count = (inputs.length - 1) / 2;
    const terms = [];
    let rest = 0;
    let isRest = false;
    const bias = inputs[2 * count];
    for (let k = 0; k < count; k++) {
      const [a, b] = [inputs[k], inputs[count + k]];
      if (at.has(a) || at.has(b)) terms.push(computed(DATA.sums.multiply, [nodeOf(a), nodeOf(b)]));
      else [rest, isRest] = [rest + numberAt(a) * numberAt(b), true];
    }
    if (at.has(bias)) terms.push(at.get(bias));
    else [rest, isRest] = [rest + numberAt(bias), true];
    if (isRest) terms.push(leaf(rest, ""));
    if (terms.length === 1) {
      if (name) nodes[terms[0]].name = name;
      return terms[0];
    }
    return computed(terms.length === 2 ? DATA.sums.add : DATA.sums.sums[terms.length - 3], terms, name);
  }

  return nodes;
}

// The trace, contributions and names of a way: what viz/stepper_page/trace.py and page.py write for a graph.
function steppedWay(nodes) {
  const isConstant = nodes.map(({ kind, isInput }) => kind === undefined && !isInput);
  const trace = nodes.map(({ kind, parents, data }) =>
    kind === undefined ? { data } : entry(kind, parents, DATA.operations[kind].mayRefuse));
  function entry(kind, parents, mayRefuse) {
    const written = { operation: DATA.operations[kind].name, parents };
    return mayRefuse ? { ...written, mayRefuse } : written;
  }
  const add = (each) => trace.push(each) - 1;
  const output = nodes.length - 1;
  const totals = new Map([[output, add({ data: 1 })]]);
  const contributions = [];
  for (let user = output; user >= 0; user--) {
    const { kind, parents } = nodes[user];
    if (kind === undefined || !totals.has(user)) continue;
    const { slopes, rules } = DATA.operations[kind];
    const places = [...parents, user];
    const place = (register) => places[register];
    for (const [register, data] of slopes.constants) places[register] = add({ data });
    for (const [inner, out, ...inputs] of slopes.instructions) places[out] = add(entry(inner, inputs.map(place)));
    parents.forEach((value, position) => {
      if (isConstant[value]) return;
      const slope = place(slopes.slopes[position]);
      const gradient = totals.get(user);
      const amount = add({ operation: "multiply", parents: [gradient, slope] });
      const before = totals.get(value);
      totals.set(value, before === undefined ? amount : add({ operation: "add", parents: [before, amount] }));
      const rule = rules[position].replace(/[\ue000-\uf8ff]/g, (sign) => nameAt(nodes, places[sign.charCodeAt(0) - LEFT]));
      contributions.push({ user, position, value, gradient, slope, amount, total: totals.get(value), rule });
    });
  }
  const none = add({ data: 0 });
  return {
    trace,
    contributions,
    gradients: nodes.map((_, i) => totals.get(i) ?? none),
    nodes: nodes.map((node, i) => describedNode(nodes, node, i)),
  };
}

function describedNode(nodes, { kind, parents, isInput, data, name }, i) {
  if (kind === undefined) return { name: name || typeset(data), isConstant: !isInput, isInput: Boolean(isInput) };
  const { symbol, role, isRouter, python, needs, notation } = DATA.operations[kind];
  return { name: nameAt(nodes, i), symbol, role, isRouter, operation: python, needs, formula: "", parents, notation };
}

// Its name, or a number in the order in which gates are computed; a plain number is itself.
function nameAt(nodes, i) {
  const { name, kind, data } = nodes[i];
  if (name) return name;
  if (kind === undefined) return typeset(data);
  return `#${nodes.slice(0, i + 1).filter((node) => node.kind !== undefined && !node.name).length}`;
}

// Where things stand, in columns from the chosen numbers to the loss, as viz/stepper_page/picture.py has it.

const [MOST_ROUND_INPUTS, ENTRY] = [4, 17]; // from there on a gate is tall, with so much room for each
const ROOMS = { column: 128, row: 72, gate: 21, box: 34, number: 92, fork: 104, margin: 8 };

function pictureOf(nodes, described) {
  const output = nodes.length - 1;
  const depth = depthsOf(nodes);
  const shapes = [];
  const isShown = nodes.map(({ kind, isInput }) => kind !== undefined || isInput);
  const columns = [];
  nodes.forEach((node, i) => {
    if (isShown[i]) (columns[depth[i]] ??= []).push(i);
  });
  const lanes = lanesOf(nodes, columns, depth);
  const y = heightsOf(nodes, columns, lanes);
  const last = Math.max(...depth);
  const wide = widthsOf(nodes, described, columns);
  const x = [];
  const fork = columns.map((column) => (column.some((i) => usersOf(nodes, i) > 1) ? ROOMS.fork : 0));
  columns.forEach((column, c) => (x[c] = c ? x[c - 1] + wide[c - 1] / 2 + fork[c - 1] + ROOMS.column + wide[c] / 2 : wide[0] / 2));
  const users = nodes.map(() => []);
  nodes.forEach(({ parents }, user) => parents.forEach((parent, position) => users[parent].push({ user, position })));
  const at = (i) => ({ x: x[depth[i]], y: y[i] });
  const arrows = [];
  const lines = [];
  const shapeOf = (i) => {
    const isGate = nodes[i].kind !== undefined;
    const text = isGate ? described[i].symbol : described[i].name;
    const w = isGate ? Math.max(2 * ROOMS.gate, 14 + 9 * text.length) : 20 + 9 * text.length;
    const entering = nodes[i].parents.length;
    if (entering > MOST_ROUND_INPUTS) return { kind: "tall gate", node: i, text, ...at(i), w, h: ENTRY * entering + 12 };
    return { kind: isGate ? "gate" : "input", node: i, text, ...at(i), w, h: isGate ? 2 * ROOMS.gate : ROOMS.box };
  };
  const shapeAt = nodes.map((_, i) => (isShown[i] ? shapeOf(i) : undefined));
  const entry = (user, position) => {
    const shape = shapeAt[user];
    const seen = nodes[user].parents.map((parent, k) => [isShown[parent] ? y[parent] : y[user] + (k ? 99 : -99), k]).sort((a, b) => a[0] - b[0]);
    const rank = seen.findIndex(([, k]) => k === position);
    const isTall = shape.kind === "tall gate";
    const dy = (isTall ? ENTRY : Math.min(13, 34 / seen.length)) * (rank - (seen.length - 1) / 2);
    if (isTall) return [shape.x - shape.w / 2, shape.y + dy];
    return [shape.x - (shape.w / 2) * Math.sqrt(1 - (dy / (shape.h / 2 + 2)) ** 2), shape.y + dy];
  };
  nodes.forEach((node, i) => {
    if (!isShown[i]) return;
    shapes.push(shapeAt[i]);
    const right = [shapeAt[i].x + shapeAt[i].w / 2, shapeAt[i].y];
    const isFork = users[i].length > 1;
    const start = isFork ? [right[0] + ROOMS.fork, right[1]] : right;
    if (isFork) {
      shapes.push({ kind: "fork", node: i, text: "", x: start[0], y: start[1], w: 6, h: 6 });
      arrows.push(arrow({ kind: "trunk", node: i }, described, right, start, { isTrunk: true }));
    }
    for (const { user, position } of users[i]) {
      const through = (lanes.get(`${user} ${position}`) ?? []).map(({ key, column }) => [x[column], y[key]]);
      arrows.push(arrow({ kind: "edge", node: i, user, position }, described, start, entry(user, position), { isFork, through }));
    }
  });
  nodes.forEach((node, user) => node.parents.forEach((parent, position) => {
    if (isShown[parent]) return;
    const end = entry(user, position);
    const text = shortText(short(nodes[parent].data));
    const side = end[1] <= shapeAt[user].y ? -1 : 1;
    const spot = { x: shapeAt[user].x - 34, y: shapeAt[user].y + side * (shapeAt[user].h / 2 + 9) };
    shapes.push({ kind: "constant", node: parent, text, ...spot, w: 9 * text.length, h: 18 });
    lines.push({ line: `M${spot.x + 6},${spot.y - side * 9}L${pairOf([end[0] + 5, end[1] + side * 3])}`, head: "" });
  }));
  const end = shapeAt[output];
  const box = { kind: "output", node: output, text: described[output].name, x: end.x + end.w / 2 + ROOMS.column + 22, y: end.y, w: 44, h: ROOMS.box };
  shapes.push(box);
  arrows.push(arrow({ kind: "output", node: output }, described, [end.x + end.w / 2, end.y], [box.x - 22, box.y], {}));
  const ys = shapes.flatMap(({ y, h }) => [y - h / 2, y + h / 2]);
  const extent = { left: -ROOMS.margin, top: leastOf(ys) - 26, width: box.x + 22 + 2 * ROOMS.margin, height: mostOf(ys) - leastOf(ys) + 52 };
  return { extent, shapes, arrows, lines };
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
function heightsOf(nodes, columns, lanes) {
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
    order.forEach(([, , i], rank) => (y[i] = middle + (rank - (column.length - 1) / 2) * ROOMS.row));
  }
  for (const column of columns) spread(column, before);
  for (const column of columns.toReversed()) spread(column, after);
  return y;
}

const widthsOf = (nodes, described, columns) =>
  columns.map((column) => Math.max(...column.filter((i) => nodes[i]).map((i) =>
    nodes[i].kind === undefined ? 20 + 9 * described[i].name.length : Math.max(2 * ROOMS.gate, 14 + 9 * described[i].symbol.length))));

const usersOf = (nodes, i) => nodes.reduce((sum, { parents }) => sum + parents.filter((parent) => parent === i).length, 0);

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
