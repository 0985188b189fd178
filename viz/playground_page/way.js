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

const MOST_NODES = 110; // that somebody can still follow

// A way that is not too long: of a long one its beginning, up to a few numbers; the rest is each of these times its gradient,
// and what is missing to the loss. {nodes, ends}: `ends` are the names of these numbers, none where nothing was left out.
function readable(nodes) {
  if (nodes.length <= MOST_NODES) return { nodes, ends: [] };
  const depth = depthsOf(nodes);
  const { trace, contributions } = steppedWay(nodes);
  const numbers = evaluated(trace, new Map());
  const most = DATA.sums.sums.length + 1; // numbers that a sum may have, beside the rest
  for (let last = Math.max(...depth) - 1; last > 0; last--) {
    const isKept = (i) => depth[i] <= last && (nodes[i].kind !== undefined || nodes[i].isInput);
    const kept = new Set(nodes.flatMap((node, i) => (isKept(i) ? [i, ...node.parents] : [])));
    const slopes = new Map();
    for (const { user, value, amount } of contributions) {
      if (kept.has(value) && !kept.has(user)) slopes.set(value, (slopes.get(value) ?? 0) + numbers[amount]);
    }
    if (kept.size + 2 * slopes.size <= MOST_NODES && slopes.size > 1 && slopes.size <= most) return cutAt(nodes, kept, slopes, numbers);
  }
  return { nodes, ends: [] };
}

function cutAt(nodes, kept, gradients, numbers) {
  const slopes = [...gradients].sort(([one], [other]) => one - other); // from top to bottom
  const order = [...kept].sort((a, b) => a - b);
  const at = new Map(order.map((i, k) => [i, k]));
  const found = order.map((i) => ({ ...nodes[i], parents: nodes[i].parents.map((parent) => at.get(parent)) }));
  const add = (node) => found.push(node) - 1;
  const constant = (data) => add({ parents: [], data, name: "", isInput: false });
  const loss = nodes.length - 1;
  let rest = numbers[loss];
  const terms = slopes.map(([i, slope]) => {
    rest -= slope * numbers[i];
    return add({ kind: DATA.sums.multiply, parents: [constant(slope), at.get(i)], name: "" });
  });
  terms.push(constant(rest));
  add({ kind: terms.length === 2 ? DATA.sums.add : DATA.sums.sums[terms.length - 3], parents: terms, name: nodes[loss].name });
  return { nodes: found, ends: slopes.map(([i]) => nameAt(nodes, i)) };
}
