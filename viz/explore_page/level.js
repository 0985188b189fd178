// What a block shows when it is open: its boxes, what stands outside and feeds them or is fed by them, and arrows, each
// with the numbers of all edges that it stands for. Not here: where they stand (layout.js).

const MOST_OUTSIDE = 8; // boxes on either side; more are one
const MOST_INPUTS = 3; // of a gate that has an arrow for each, though they come from one box
const SPREAD = 2 ** 26; // so that two places make one number; there are fewer boxes
const MOST_NUMBERS = 3; // plain numbers beside a gate; more are one

// Of every block, where it is seen from `open`: as a box inside (its number), outside as a box beside one of the blocks
// around (-2 - its number), or, of `open` and the blocks around it, as HERE.
const HERE = -1;
function placesOfBlocks(graph, open) {
  const around = new Set([open, ...wayTo(graph, boxOf(graph, open))]);
  const place = new Int32Array(graph.blocks.length);
  for (let block = 0; block < place.length; block++) {
    const outer = graph.blocks[block];
    if (around.has(block)) place[block] = HERE;
    else if (outer === open) place[block] = boxOf(graph, block);
    else if (around.has(outer)) place[block] = -2 - boxOf(graph, block);
    else place[block] = place[outer];
  }
  return place;
}

function levelOf(graph, open) {
  const placeOfBlock = placesOfBlocks(graph, open);
  const placeOf = (node) => {
    const home = graph.homes[node];
    if (home === open) return node;
    return placeOfBlock[home] === HERE ? -2 - node : placeOfBlock[home];
  };
  const arrows = new Map();
  const numbers = new Map();
  const put = (table, key, edge, to, from, slot) => {
    const entry = table.get(key);
    if (entry) entry.edges.push(edge);
    else table.set(key, { from, to, slot, edges: [edge] });
  };
  const crowded = crowdedGates(graph, open, placeOf);
  for (let edge = graph.parents.length - 1; edge >= 0; edge--) {
    const [user, parent] = [graph.users[edge], graph.parents[edge]];
    const [to, from] = [placeOf(user), placeOf(parent)];
    if (to < 0 && from < 0) continue;
    if (isPlain(graph, parent)) {
      if (to >= 0 && !isBlock(graph, to) && isDrawn(graph, edge)) put(numbers, user, edge, to);
    } else if (from !== to) {
      const slot = to >= 0 && !isBlock(graph, to) && !crowded.has(user) ? edge - graph.begin[user] : -1;
      // a text takes a while to make, and there may be a million edges between two blocks
      put(arrows, slot < 0 ? from * SPREAD + to : `${from} ${to} ${slot}`, edge, to, from, slot);
    }
  }
  const level = { open, boxes: boxesIn(graph, open), arrows: [...arrows.values()].reverse() };
  gather(level, "from", "before");
  gather(level, "to", "after");
  level.arrows = [...merged(level.arrows), ...outputArrow(graph, level)];
  for (const arrow of level.arrows) Object.assign(arrow, flowing(graph, arrow));
  level.numbers = [...numbers.values()].flatMap(({ to, edges }) => besideGate(graph, to, edges.reverse()));
  return level;
}

// Gates of an open block with so many inputs from one box that they are one arrow.
function crowdedGates(graph, open, placeOf) {
  const crowded = new Set();
  for (const node of graph.nodesIn(open)) {
    const from = new Map();
    for (let edge = graph.begin[node]; edge < graph.begin[node + 1]; edge++) {
      const place = placeOf(graph.parents[edge]);
      from.set(place, (from.get(place) ?? 0) + 1);
    }
    if ([...from.values()].some((count) => count > MOST_INPUTS)) crowded.add(node);
  }
  return crowded;
}

// Whether an input stands beside its gate: none that stands in it, as the 2 of x².
const isDrawn = (graph, edge) => {
  const user = graph.users[edge];
  return !operationOf(graph, user).inGate.includes(edge - graph.begin[user]);
};

// What stands outside at one side (`before` or `after` the block), as boxes; where they are many, as one.
function gather(level, end, side) {
  const outside = [...new Set(level.arrows.map((arrow) => arrow[end]).filter((place) => place < 0))];
  const isMany = outside.length > MOST_OUTSIDE;
  level[side] = isMany ? [{ key: side, boxes: outside.map((place) => -2 - place) }] : outside.map((place) => ({
    key: `${side} ${-2 - place}`,
    boxes: [-2 - place],
  }));
  for (const arrow of level.arrows) {
    if (arrow[end] < 0) arrow[end] = isMany ? side : `${side} ${-2 - arrow[end]}`;
  }
}

// Arrows that have become the same by what was gathered.
function merged(arrows) {
  const found = new Map();
  for (const arrow of arrows) {
    const key = `${arrow.from} ${arrow.to} ${arrow.slot}`;
    const same = found.get(key);
    if (same) same.edges.push(...arrow.edges);
    else found.set(key, arrow);
  }
  return [...found.values()];
}

// The arrow that leaves the graph: from the output, where it is seen.
function outputArrow(graph, { open, boxes }) {
  const output = graph.nodes - 1;
  const way = [...wayTo(graph, output).map((block) => boxOf(graph, block)), output];
  const from = boxes.find((box) => way.includes(box));
  return open === WHOLE || from !== undefined ? [{ from, to: "output", slot: -1, edges: [], node: output }] : [];
}

// The nodes whose values flow along an arrow, with what comes back to each along it: in the order of the backward pass.
function flowing(graph, { edges, node }) {
  if (node !== undefined) return { flows: new Map([[node, graph.gradients[node]]]), hasGradient: DATA.hasGradients };
  const flows = new Map();
  let hasGradient = false;
  for (const edge of edges) {
    const parent = graph.parents[edge];
    hasGradient ||= graph.edges[edge] !== PLAIN;
    flows.set(parent, (flows.get(parent) ?? 0) + contribution(graph, edge));
  }
  return { flows, hasGradient: hasGradient && DATA.hasGradients };
}

// Plain numbers at a gate, each at its place, or all of them together.
function besideGate(graph, to, edges) {
  const values = edges.map((edge) => graph.values[graph.parents[edge]]);
  if (edges.length > MOST_NUMBERS) return [{ to, slot: 0, text: said("explore.numbers", { count: edges.length }) }];
  return edges.map((edge, k) => {
    const name = graph.names[graph.parents[edge]] > 0 ? `${nodeName(graph, graph.parents[edge])} = ` : "";
    return { to, slot: edge - graph.begin[graph.users[edge]], text: name + typeset(values[k]) };
  });
}

// One number as it is, of several the least and the largest.
function rangeText(numbers, text = shortened) {
  const texts = [leastOf(numbers), mostOf(numbers)].map((x) => text(x));
  return texts[0] === texts[1] ? texts[0] : said("explore.range", { least: texts[0], most: texts[1] });
}

// As on the wires of still pictures: long numbers with three digits.
function shortened(x) {
  const text = typeset(x);
  return text.replace(/\D/g, "").length > 4 && Number.isFinite(x) ? typeset(Number(x.toPrecision(3))) : text;
}

const valuesOf = (graph, arrow) => [...arrow.flows.keys()].map((node) => graph.values[node]);
const gradientsOf = (arrow) => [...arrow.flows.values()];

// How large numbers are together: the root of the sum of their squares, and the sign that all have, else 0.
function sizeOf(numbers) {
  const signs = new Set(numbers.filter((x) => x !== 0).map(Math.sign));
  return { norm: numbers.reduce((norm, x) => Math.hypot(norm, x), 0), sign: signs.size === 1 ? [...signs][0] : 0 };
}
