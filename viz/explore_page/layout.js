// Where a level stands: boxes in columns, arrows from left to right with room for their numbers, in layers as by
// K. Sugiyama, S. Tagawa and M. Toda, Methods for visual understanding of hierarchical system structures (1981).
// A column of boxes alternates with one of arrows' middles, so that no number lies on another or on a box.

const SIZES = { text: 15, small: 12, gate: 21, box: 34, block: 48, middle: 46, line: 20, number: 20 };
const GAPS = { boxes: 16, middles: 4, bend: 16, most: 90 };
const SWEEPS = 10;
const MOST_ROUND_INPUTS = 5;

const ruler = document.createElement("canvas").getContext("2d");
function widthOf(text, size = SIZES.text, weight = 400) {
  ruler.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(text).width;
}

// A shape for every box of a level, and for what stands outside and beside.
function shapesOf(graph, level) {
  const shapes = level.boxes.map((box) =>
    isBlock(graph, box) ? blockShape(graph, box) : { ...nodeShape(graph, box, level), sum: sumText(graph, box, level) });
  for (const side of ["before", "after"]) {
    for (const { key, boxes } of level[side]) shapes.push(outsideShape(graph, key, boxes));
  }
  level.numbers.forEach(({ text }, k) => {
    shapes.push({ key: `number ${k}`, kind: "number", text, w: widthOf(text) + 8, h: SIZES.number });
  });
  if (level.arrows.some((arrow) => arrow.to === "output")) {
    const text = nodeName(graph, graph.nodes - 1);
    shapes.push({ key: "output", kind: "output", text, w: widthOf(text) + 24, h: SIZES.box });
  }
  return shapes;
}

function blockShape(graph, box) {
  const text = boxName(graph, box);
  const below = said("explore.nodes", { count: graph.sizes[blockOf(graph, box)] });
  const w = Math.max(widthOf(text, SIZES.text, 700), widthOf(below, SIZES.small)) + 30;
  return { key: box, kind: "block", box, text, below, w, h: SIZES.block };
}

function nodeShape(graph, box, level) {
  const operation = operationOf(graph, box);
  if (!operation) {
    const text = nodeName(graph, box);
    return { key: box, kind: "input", box, text, w: widthOf(text) + 24, h: SIZES.box };
  }
  const entering =
    level.arrows.filter((arrow) => arrow.to === box).length + level.numbers.filter(({ to }) => to === box).length;
  const isTall = entering > MOST_ROUND_INPUTS;
  const text = operation.symbol;
  const size = text.length === 1 ? 24 : SIZES.text;
  const w = Math.max(2 * SIZES.gate, widthOf(text, size) + 18);
  return { key: box, kind: "gate", isTall, box, text, w, h: isTall ? 16 * entering : 2 * SIZES.gate,
    isOrdered: operation.isOrdered };
}

// What comes back to a node along several arrows adds up.
function sumText(graph, box, level) {
  const back = level.arrows.filter((arrow) => arrow.from === box && arrow.hasGradient);
  return back.length > 1 ? `Σ ← ${shortened(graph.gradients[box])}` : "";
}

function outsideShape(graph, key, boxes) {
  const only = boxes.length === 1 ? boxes[0] : undefined;
  const text = only === undefined ? said("explore.elsewhere", { count: boxes.length }) : boxName(graph, only);
  return { key, kind: "outside", box: only, text, w: widthOf(text) + 24, h: SIZES.box };
}

// The scene: shapes and arrows with their places; `wordsAt(arrow)` are the texts above and below an arrow.
function sceneOf(graph, level, wordsAt) {
  const shapes = shapesOf(graph, level);
  const byKey = new Map(shapes.map((shape) => [shape.key, shape]));
  const links = [
    ...level.arrows.map((arrow) => linkOf(arrow, byKey, wordsAt(arrow))),
    ...level.numbers.map(({ to, slot }, k) => ({ tail: byKey.get(`number ${k}`), head: byKey.get(to), slot, w: 0, h: 0 })),
  ];
  for (const shape of shapes) Object.assign(shape, { ins: [], outs: [] });
  for (const link of links) {
    link.tail.outs.push(link);
    link.head.ins.push(link);
  }
  setRanks(shapes);
  const columns = columnsOf(shapes, links);
  setOrder(columns);
  setHeights(columns);
  setWidths(columns);
  for (const link of links) link.line = lineOf(link);
  return { shapes, links: links.filter((link) => link.arrow), wires: links.filter((link) => !link.arrow), extent: extentOf(shapes, links) };
}

function linkOf(arrow, byKey, words) {
  const width = Math.max(44, ...[words.above, words.below].map((text) => widthOf(text, SIZES.text, 700) + 12));
  return { arrow, words, tail: byKey.get(arrow.from), head: byKey.get(arrow.to), slot: arrow.slot, w: width,
    h: SIZES.middle + arrow.river.width };
}

// How many boxes lead to each at most; what nothing leads to stands right before what it feeds.
function setRanks(shapes) {
  const waiting = new Map(shapes.map((shape) => [shape, shape.ins.length]));
  const ready = shapes.filter((shape) => !shape.ins.length);
  for (const shape of shapes) shape.rank = 0;
  for (const shape of ready) { // grows while it is walked
    for (const { head } of shape.outs) {
      head.rank = Math.max(head.rank, shape.rank + 1);
      waiting.set(head, waiting.get(head) - 1);
      if (!waiting.get(head)) ready.push(head);
    }
  }
  for (const shape of shapes) {
    if (!shape.ins.length && shape.outs.length) shape.rank = Math.min(...shape.outs.map(({ head }) => head.rank)) - 1;
  }
}

// Boxes in the even columns; in all between a point of every arrow that passes, its middle right before its head.
function columnsOf(shapes, links) {
  const last = Math.max(0, ...shapes.map((shape) => shape.rank));
  const columns = Array.from({ length: 2 * last + 1 }, () => []);
  for (const shape of shapes) {
    Object.assign(shape, { before: [], after: [] });
    columns[2 * shape.rank].push(shape);
  }
  for (const link of links) {
    const points = [];
    for (let rank = 2 * link.tail.rank + 1; rank < 2 * link.head.rank; rank++) {
      const isMiddle = rank === 2 * link.head.rank - 1;
      const point = { link, w: isMiddle ? link.w : 0, h: isMiddle ? Math.max(link.h, 8) : 8 + (link.arrow?.river.width ?? 0), before: [], after: [] };
      columns[rank].push(point);
      points.push(point);
    }
    link.points = points;
    [link.tail, ...points].forEach((from, i) => {
      const to = points[i] ?? link.head;
      from.after.push({ item: to, slot: to === link.head ? link.slot : 0 });
      to.before.push({ item: from });
    });
  }
  return columns;
}

// The order in each column: by the middle of the neighbours, in turns, and what crosses least is kept.
function setOrder(columns) {
  const number = () => columns.forEach((column) => column.forEach((item, i) => (item.order = i)));
  number();
  let best = { crossings: Infinity };
  for (let sweep = 0; sweep <= SWEEPS; sweep++) {
    const crossings = columns.reduce((sum, column) => sum + crossingsAfter(column), 0);
    if (crossings < best.crossings) best = { crossings, orders: columns.map((column) => [...column]) };
    if (!crossings) break;
    const isForward = sweep % 2 === 0;
    for (const column of isForward ? columns : [...columns].reverse()) {
      for (const item of column) item.wish = wishOf(item, isForward);
      column.sort((one, other) => one.wish - other.wish || one.order - other.order);
      column.forEach((item, i) => (item.order = i));
    }
  }
  best.orders.forEach((order, i) => columns[i].splice(0, order.length, ...order));
  number();
  for (const column of columns) keepOperands(column);
}

function wishOf(item, isForward) {
  const neighbours = isForward ? item.before : item.after;
  if (!neighbours.length) return item.order;
  const places = neighbours.map(({ item: other, slot }) =>
    other.order + (other.isOrdered && slot > 0 ? slot / (slot + 1) : 0));
  return places.reduce((sum, x) => sum + x, 0) / places.length;
}

function crossingsAfter(column) {
  const edges = column.flatMap((item) => item.after.map(({ item: other, slot }) => [item.order, other.order + (other.isOrdered ? slot / 1000 : 0)]));
  let crossings = 0;
  for (let i = 0; i < edges.length; i++) {
    for (let k = 0; k < i; k++) {
      if ((edges[i][0] - edges[k][0]) * (edges[i][1] - edges[k][1]) < 0) crossings++;
    }
  }
  return crossings;
}

// Operands read from top to bottom at a gate that does not take them in any order.
function keepOperands(column) {
  const groups = Map.groupBy(column.filter((item) => item.after[0]?.item.isOrdered && item.link), (item) => item.after[0].item);
  for (const items of groups.values()) {
    const places = items.map((item) => item.order);
    items.sort((one, other) => one.link.slot - other.link.slot);
    items.forEach((item, i) => (item.order = places[i]));
  }
  column.sort((one, other) => one.order - other.order);
}

// Below a shape stands what adds up there.
const apart = (one, other) =>
  (one.h + other.h) / 2 + (one.link && other.link ? GAPS.middles : GAPS.boxes) + (one.sum ? SIZES.line : 0);

// Heights: each as near as can be to the middle of its neighbours, in turns from the left and from the right.
function setHeights(columns) {
  for (const column of columns) {
    let y = 0;
    column.forEach((item, i) => (item.y = y += i ? apart(column[i - 1], item) : 0));
    for (const item of column) item.y -= y / 2;
  }
  for (let sweep = 0; sweep <= SWEEPS; sweep++) {
    const sides = sweep === SWEEPS ? ["before", "after"] : [sweep % 2 ? "before" : "after"];
    for (const column of sweep % 2 ? columns : [...columns].reverse()) spread(column, sides);
  }
}

// Puts the items of a column as near to where they wish as their order and sizes allow: by pools of adjacent violators.
function spread(column, sides) {
  const pools = [];
  let offset = 0;
  column.forEach((item, i) => {
    offset += i ? apart(column[i - 1], item) : 0;
    const neighbours = sides.flatMap((side) => item[side]);
    const wish = neighbours.length ? neighbours.reduce((sum, { item: other }) => sum + other.y, 0) / neighbours.length : item.y;
    pools.push({ sum: wish - offset, count: 1 });
    while (pools.length > 1) {
      const [one, other] = pools.slice(-2);
      if (one.sum / one.count <= other.sum / other.count) break;
      pools.splice(-2, 2, { sum: one.sum + other.sum, count: one.count + other.count });
    }
  });
  const heights = pools.flatMap(({ sum, count }) => Array(count).fill(sum / count));
  offset = 0;
  column.forEach((item, i) => {
    offset += i ? apart(column[i - 1], item) : 0;
    item.y = heights[i] + offset;
  });
}

function setWidths(columns) {
  let x = 0;
  columns.forEach((column, i) => {
    const width = Math.max(0, ...column.map((item) => item.w));
    if (i) {
      const steps = columns[i - 1].flatMap((item) => item.after.map(({ item: other }) => Math.abs(item.y - other.y)));
      x += Math.min(GAPS.most, GAPS.bend + 0.2 * Math.max(0, ...steps));
    }
    for (const item of column) Object.assign(item, { x: x + width / 2, reach: width / 2 });
    x += width;
  });
}

// The points of an arrow in turn: level through its middle and through columns, bent between them.
function lineOf(link) {
  const { tail, head } = link;
  const entry = entryOf(link);
  const reach = head.kind === "gate" && !head.isTall ? Math.sqrt(Math.max(0, 1 - (entry / (head.h / 2)) ** 2)) : 1;
  const end = [head.x - (head.w / 2) * reach, head.y + entry];
  const stops = link.points.map(({ x, y, reach }) => [[x - reach, y], [x + reach, y]]);
  const all = [[[tail.x, tail.y], [tail.x + tail.w / 2, tail.y]], ...stops, [end, end]];
  return all.slice(1).map(([next, leaving], i) => ({ from: all[i][1], to: next, on: leaving }));
}

// How far below the middle of its head an arrow ends: those that share a side stand apart there.
function entryOf(link) {
  const { head } = link;
  const key = (other) => (head.isOrdered ? other.slot : other.points.at(-1).y);
  const place = [...head.ins].sort((one, other) => key(one) - key(other)).indexOf(link);
  const gap = Math.min(16, (0.7 * head.h) / Math.max(1, head.ins.length - 1));
  return gap * (place - (head.ins.length - 1) / 2);
}

function extentOf(shapes, links) {
  const sums = shapes.filter(({ sum }) => sum).map(({ x, y, w, h, sum }) => {
    const width = widthOf(sum, SIZES.text, 700);
    return { x: x + (w - width) / 2, y: y + h / 2 + 8, w: width, h: SIZES.line };
  });
  const items = [...shapes, ...sums, ...links.flatMap((link) => link.points)];
  const [left, right] = [leastOf(items.map(({ x, w }) => x - w / 2)), mostOf(items.map(({ x, w }) => x + w / 2))];
  const [top, bottom] = [leastOf(items.map(({ y, h }) => y - h / 2)), mostOf(items.map(({ y, h }) => y + h / 2))];
  return { left: left - 12, top: top - 24, width: right - left + 24, height: bottom - top + 48 };
}
