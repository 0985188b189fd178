// The graph in the page: flat arrays and the tree of blocks, unpacked from the text in the data.
// A box is a node, by its number, or a block, by the number of nodes more.

const DATA = JSON.parse(document.getElementById("data").textContent);
const ARRAYS = { d: Float64Array, i: Int32Array, B: Uint8Array };
const [OPEN, CLOSED, PLAIN] = [0, 1, 2]; // what an edge carries back: a gradient, nothing, or it comes from a number
const [INPUT, CONSTANT] = [-1, -2]; // in place of an operation
const WHOLE = 0; // the block that holds all others

async function unpacked(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

// Where the things begin that stand one after the other in a list, so many of each.
function starts(counts) {
  const begin = new Int32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) begin[i + 1] = begin[i] + counts[i];
  return begin;
}

// For each of `count` owners the positions that have it, as a list of lists in one array.
function listed(owners, count) {
  const counts = new Int32Array(count);
  for (const owner of owners) if (owner >= 0) counts[owner]++;
  const begin = starts(counts);
  const next = begin.slice();
  const members = new Int32Array(begin[count]);
  owners.forEach((owner, i) => {
    if (owner >= 0) members[next[owner]++] = i;
  });
  return (owner) => members.subarray(begin[owner], begin[owner + 1]);
}

// A function that takes a while to make, made when it is first called: not before the first picture.
function later(make) {
  let made;
  return (...given) => (made ??= make())(...given);
}

function graphOf(buffer) {
  const graph = {};
  let offset = 0;
  for (const [name, code, length] of DATA.lengths) {
    graph[name] = new ARRAYS[code](buffer, offset, length);
    offset += graph[name].byteLength;
  }
  const tables = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, offset)));
  const begin = starts(graph.inputs);
  const parents = new Int32Array(graph.parents.length);
  const users = new Int32Array(graph.parents.length);
  for (let i = 0; i < graph.inputs.length; i++) {
    for (let edge = begin[i]; edge < begin[i + 1]; edge++) {
      parents[edge] = i - graph.parents[edge];
      users[edge] = i;
    }
  }
  const nodes = graph.values.length;
  return {
    ...graph,
    nodes,
    begin,
    parents,
    users,
    table: tables.operations,
    labels: tables.names,
    titles: tables.titles,
    blocksIn: listed(graph.blocks, graph.blocks.length),
    nodesIn: listed(graph.homes, graph.blocks.length),
    usesOf: later(() => listed(parents, nodes)),
    sizes: sizesOf(graph),
  };
}

// How many nodes each block holds, plain numbers left out.
function sizesOf({ blocks, homes, operations }) {
  const sizes = new Int32Array(blocks.length);
  homes.forEach((home, i) => {
    if (operations[i] !== CONSTANT) sizes[home]++;
  });
  for (let block = blocks.length - 1; block > WHOLE; block--) sizes[blocks[block]] += sizes[block];
  return sizes;
}

const isBlock = (graph, box) => box >= graph.nodes;
const blockOf = (graph, box) => box - graph.nodes;
const boxOf = (graph, block) => block + graph.nodes;
const isPlain = (graph, node) => graph.operations[node] === CONSTANT && node < graph.nodes - 1;
const operationOf = (graph, node) => graph.table[graph.operations[node]];

// What a node is called: by its label, else a step #1, an input by its number, a plain number by itself.
function nodeName(graph, node) {
  const number = graph.names[node];
  if (number > 0) return graph.labels[number];
  if (number === 0) return typeset(graph.values[node]);
  return operationOf(graph, node) ? `#${-number}` : said("explore.input", { number: -number });
}

const boxName = (graph, box) =>
  isBlock(graph, box) ? graph.titles[blockOf(graph, box)] : nodeName(graph, box);

// The blocks that a box stands in, the whole first.
function wayTo(graph, box) {
  const way = [];
  let block = isBlock(graph, box) ? graph.blocks[blockOf(graph, box)] : graph.homes[box];
  for (; block >= WHOLE; block = graph.blocks[block]) way.push(block);
  return way.reverse();
}

// What stands in a block: other blocks and nodes, in the order in which they are computed.
function boxesIn(graph, block) {
  const nodes = [...graph.nodesIn(block)].filter((node) => !isPlain(graph, node));
  return [...[...graph.blocksIn(block)].map((inner) => boxOf(graph, inner)), ...nodes];
}

// What an edge brings to the gradient of its parent.
const contribution = (graph, edge) =>
  graph.edges[edge] === OPEN ? graph.gradients[graph.users[edge]] * graph.slopes[edge] : 0;
