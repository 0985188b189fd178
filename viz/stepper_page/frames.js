// The steps of the show and their sentences. A frame is one step; a sentence is a list of [text, class] pieces, which
// the page shows as text. Numbers are looked up when a sentence is asked for, so that they follow the inputs.

const DATA = JSON.parse(document.getElementById("data").textContent);
const OUTPUT = DATA.nodes.length - 1;
const contributionsTo = DATA.nodes.map((_, i) => DATA.contributions.filter((each) => each.value === i));

const FRAMES = [
  { kind: "start" },
  ...DATA.nodes.flatMap((node, i) => (node.parents ? [{ kind: "forward", node: i }] : [])),
  { kind: "seed", node: OUTPUT },
  ...DATA.contributions.map((contribution) => ({ kind: "backward", node: contribution.value, contribution })),
  { kind: "end", node: OUTPUT },
];
const LAST = FRAMES.length - 1;
const SEED = FRAMES.findIndex((frame) => frame.kind === "seed");
const frameOfNode = new Map(FRAMES.flatMap((frame, k) => (frame.kind === "forward" ? [[frame.node, k]] : [])));
const frameOfContribution = new Map(DATA.contributions.map((each, k) => [each, SEED + 1 + k]));

const PHASES = {
  start: "stepper.phase.start",
  forward: "stepper.phase.forward",
  seed: "stepper.phase.backward",
  backward: "stepper.phase.backward",
  end: "stepper.phase.end",
};

// Whether a node's value is there when the show has come to frame k: inputs are there from the start.
const isValueShown = (i, k) => (frameOfNode.get(i) ?? 0) <= k;

const arrivedAt = (i, k) => contributionsTo[i].filter((each) => frameOfContribution.get(each) <= k);

// What of a node's gradient is there at frame k: an index into the numbers, or undefined.
function gradientShown(i, k) {
  if (i === OUTPUT) return k >= SEED ? DATA.gradients[i] : undefined;
  if (k === LAST && contributionsTo[i].length) return DATA.gradients[i];
  return arrivedAt(i, k).at(-1)?.total;
}

// A sum to which more will come is no derivative, and says so.
const isPartial = (i, k) => {
  const come = arrivedAt(i, k).length;
  return come > 0 && come < contributionsTo[i].length;
};

// gradient 29, or: so far 37 (2 of 3)
function gradientSentence(i, k, numbers) {
  const at = gradientShown(i, k);
  if (at === undefined) return [];
  if (!isPartial(i, k)) return words("stepper.gradient", { gradient: gradient(numbers[at]) });
  return words("stepper.so_far", {
    gradient: gradient(numbers[at]), place: arrivedAt(i, k).length, count: contributionsTo[i].length,
  });
}

const value = (x, asFactor) => [asFactor ? asOperand(x) : typeset(x), "forward"];
const gradient = (x, asFactor) => [asFactor ? asOperand(x) : typeset(x), "gradient"];
const name = (i) => [DATA.nodes[i].name, "name"];
const gate = (i) => [said("stepper.gate", { symbol: DATA.nodes[i].symbol, node: DATA.nodes[i].name }), "name"];

// d y / d x of a function of x alone; ∂ where y depends on more.
const quotient = (isAlone, above, below) => {
  const d = isAlone ? "d" : "∂";
  return [plain(`${d} `), name(above), plain(` / ${d} `), name(below)];
};
const derivative = (i) => quotient(i === OUTPUT || (inputsOf().length === 1 && DATA.nodes[i].isInput), OUTPUT, i);
const varying = (node) => new Set(node.parents.filter((parent) => !DATA.nodes[parent].isConstant));

// #3 = #1 + #2 = 200 + 450 = 650; a plain number has only its number.
function computation(i, numbers) {
  const node = DATA.nodes[i];
  const named = written(node.notation, (position) => name(node.parents[position]));
  const counted = written(node.notation, (position, isLater) => value(numbers[node.parents[position]], isLater));
  return [name(i), plain(" = "), ...named, plain(" = "), ...counted, plain(" = "), value(numbers[i])];
}

// 1.1 × 2 = 2.2
function chained({ gradient: arrived, slope, amount }, numbers) {
  return [
    gradient(numbers[arrived]),
    plain(" × "),
    value(numbers[slope], true),
    plain(" = "),
    gradient(numbers[amount]),
  ];
}

function localGradient(contribution, numbers) {
  const user = DATA.nodes[contribution.user];
  const slope = numbers[contribution.slope];
  // what a router does with its gradient shows in the number of its local gradient
  const branch = user.isRouter ? DATA.branches[slope] : undefined;
  const number = typeset(slope);
  const rule = contribution.rule && contribution.rule !== number ? [[contribution.rule, "name"], plain(" = ")] : [];
  return [
    ...quotient(varying(user).size === 1, contribution.user, contribution.value), plain(" = "), ...rule,
    value(slope), ...(branch ? [plain(` (${branch})`)] : []),
  ];
}

function runningSum(contribution, numbers) {
  const all = contributionsTo[contribution.value];
  const place = all.indexOf(contribution);
  if (all.length === 1) return [];
  const [count, node] = [all.length, name(contribution.value)];
  if (place === 0) return [plain(" "), ...words("stepper.backward.first", { place: place + 1, count, node })];
  const sum = [
    gradient(numbers[all[place - 1].total]), plain(" + "), gradient(numbers[contribution.amount], true), plain(" = "),
    gradient(numbers[contribution.total]),
  ];
  return [plain(" "), ...words("stepper.backward.sum", { place: place + 1, count, node, sum })];
}

const inputsOf = () => DATA.nodes.flatMap((node, i) => (node.isInput ? [i] : []));
const SUMMARY = 8; // gradients in the last sentence; the fields of the inputs have all

function gradientsOfInputs(numbers) {
  const inputs = inputsOf();
  const shown = inputs.slice(0, SUMMARY).map((i, k) => [
    ...(k ? [plain(",  ")] : []), name(i), plain(" "), gradient(numbers[DATA.gradients[i]]),
  ]);
  const more = inputs.length > SUMMARY ? [plain(", …")] : [];
  return words("stepper.end.line", { output: name(OUTPUT), gradients: [...shown.flat(), ...more] });
}

// The line of a step, and the reason below it.
const SENTENCES = {
  start: () => ({
    line: words("stepper.start.line"),
    reason: words("stepper.start.reason"),
  }),
  forward: ({ node }, numbers) => ({
    line: computation(node, numbers),
    reason: words("stepper.forward.reason", {
      gate: [DATA.nodes[node].symbol, "name"],
      role: DATA.nodes[node].role,
    }),
  }),
  seed: (_, numbers) => ({
    line: [gradient(numbers[DATA.gradients[OUTPUT]]), plain(" → "), name(OUTPUT)],
    reason: words("stepper.seed.reason", { gradient: gradient(numbers[DATA.gradients[OUTPUT]]) }),
  }),
  backward: ({ contribution }, numbers) => ({
    line: [...chained(contribution, numbers), plain(" → "), name(contribution.value)],
    reason: [
      ...words("stepper.backward.reason", {
        gate: gate(contribution.user),
        gradient: gradient(numbers[contribution.gradient]),
        slope: localGradient(contribution, numbers),
      }),
      ...runningSum(contribution, numbers),
    ],
  }),
  end: (_, numbers) => ({
    line: gradientsOfInputs(numbers),
    reason: words("stepper.end.reason"),
  }),
};

// Where one stops who steps by single contributions, by gates, or by layers.
function stops(unit) {
  if (unit === "each") return FRAMES.map((_, k) => k);
  const last = new Map(); // of a unit, its last frame
  FRAMES.forEach((frame, k) => {
    if (frame.kind === "forward") last.set(unit === "gate" ? k : `forward ${LAYERS[frame.node]}`, k);
    if (frame.kind === "backward") last.set(`${unit === "gate" ? frame.contribution.user : LAYERS[frame.contribution.user]}`, k);
  });
  // nodes of a graph are not computed layer by layer: a layer is there when the last of it and of those before is
  return [...new Set([0, ...last.values(), SEED, LAST])].sort((a, b) => a - b);
}

// The layer of every node: that of the network which it belongs to, else how many gates lie before it.
const LAYERS = [];
const groups = new Map();
DATA.nodes.forEach(({ parents = [], group }, i) => {
  const before = Math.max(0, ...parents.map((parent) => LAYERS[parent]));
  if (group && !groups.has(group)) groups.set(group, 1 + Math.max(before, ...groups.values()));
  const isFirst = groups.size === 0 || parents.some((parent) => DATA.nodes[parent].group);
  LAYERS.push(group ? groups.get(group) : parents.length ? before + Number(isFirst) : 0);
});

const MOST_LINES = 4; // of a step over several contributions

// What is said at frame k to somebody who comes there over all frames after `from`.
function sentence(k, numbers, from = k - 1) {
  const frame = FRAMES[k];
  const all = FRAMES.slice(from + 1, k + 1).map((each) => SENTENCES[each.kind](each, numbers));
  const lines = all.slice(-MOST_LINES).map(({ line }) => line);
  const line = lines.flatMap((each, i) => (i ? [plain("\n"), ...each] : each));
  return { phase: said(PHASES[frame.kind]), line, reason: all.at(-1).reason };
}

// Why there are no numbers from here on, for the first node that has none although its inputs have; else undefined.
function fault(numbers) {
  const isMissing = (i) => Number.isNaN(numbers[i]);
  const i = DATA.nodes.findIndex((node, k) => node.parents && isMissing(k) && !node.parents.some(isMissing));
  if (i < 0) return undefined;
  const node = DATA.nodes[i];
  return {
    node: i,
    text: said("stepper.fault", {
      operation: node.operation,
      node: node.name,
      needs: node.needs || said("stepper.needs"),
      numbers: node.parents.map((parent) => typeset(numbers[parent])).join(", "),
    }),
  };
}
