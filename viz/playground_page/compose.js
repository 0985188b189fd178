// A program for a network of any shape, put together from parts: a neuron of each size and activation, and the loss, each
// recorded by the engine with its gradient times what comes back. Not here: how a program is run (run.js).

const MEASURED_LOSS = "mean_squared_error"; // of sets with numbers as their targets
const UNIT_LETTERS = "abcdefgh";
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
const subscript = (number) => [...String(number)].map((digit) => SUBSCRIPTS[digit]).join("");
const inputName = (i) => `x${subscript(i + 1)}`;

// `sizes`: of all layers, the first that of the inputs and the last 1; `inputNames` may be given, `loss` is a name. The
// program, with its units in columns.
function composed(parts, sizes, { activation, loss: lossName, inputNames }) {
  const program = {
    registers: 0, constants: [], inputs: [], targets: [], parameters: [], forward: [], backward: [], gradients: [],
    columns: [], lines: [], names: new Map(),
  };
  const fresh = () => program.registers++;
  const named = (name, register = fresh()) => (program.names.set(register, name), register);
  const inputUnit = (name) => ({ name, out: named(name) });
  program.columns.push(Array.from({ length: sizes[0] }, (_, i) => inputUnit(inputNames?.[i] ?? inputName(i))));
  program.inputs = program.columns[0].map(({ out }) => out);
  program.targets = [named("t")];
  const layers = sizes.slice(1).map((count, l) => {
    const isLast = l === sizes.length - 2;
    const part = parts.neurons[isLast ? "linear" : activation][sizes[l] - 1];
    const above = program.columns[l];
    const units = Array.from({ length: count }, (_, i) => {
      const name = isLast ? "s" : `${UNIT_LETTERS[l]}${subscript(i + 1)}`;
      const weights = above.map((unit) => named(`${unit.name}→${name}`));
      const bias = named(`1→${name}`);
      return { name, weights, bias, part, symbol: isLast ? "" : activation };
    });
    for (const unit of units) {
      const given = [...unit.weights, unit.bias, ...above.map(({ out }) => out)];
      const { places, place, out } = placed(program, part, given);
      Object.assign(unit, { places, place, out: named(unit.name, out) });
    }
    program.columns.push(units);
    return units;
  });
  const score = layers.at(-1)[0].out;
  const part = parts.losses[lossName];
  const loss = placed(program, part, [program.targets[0], score]);
  const isClassifier = lossName !== MEASURED_LOSS;
  Object.assign(program, { score, middle: 0, targetMiddle: 0, targetHalf: 1, isClassifier, loss: named("L", loss.out) });
  placedBack(program, part, loss.place);
  let arriving = [loss.place(part.gradients[0])];
  for (const units of layers.toReversed()) arriving = layerBack(program, units, arriving);
  layers.forEach((units, l) => units.forEach((unit, i) => {
    const head = [l + 1, i];
    unit.weights.forEach((weight, k) => addParameter(program, weight, unit.slopes[k], [l, k], head));
    addParameter(program, unit.bias, unit.slopes[unit.weights.length], null, head);
  }));
  return program;
}

function addParameter(program, register, gradient, tail, head) {
  program.lines.push({ tail, head, parameter: program.parameters.length });
  program.parameters.push(register);
  program.gradients.push(gradient);
}

// Writes the forward instructions of a part whose first registers are `given`; `place` is where a register of it stands.
function placed(program, part, given) {
  const places = [...given];
  const place = (register) => (places[register] ??= program.registers++);
  for (const [register, x] of part.constants) program.constants.push([place(register), x]);
  for (const [kind, ...registers] of part.forward) program.forward.push([kind, ...registers.map(place)]);
  return { places, place, out: place(part.out) };
}

function placedBack(program, part, place) {
  for (const [kind, ...registers] of part.backward) program.backward.push([kind, ...registers.map(place)]);
}

// What comes back to the units of the layer before: of the last neuron first, as in a backward pass over the whole graph.
function layerBack(program, units, arriving) {
  const sums = [];
  units.toReversed().forEach((unit, k) => {
    const { part, place } = unit;
    const count = unit.weights.length;
    unit.places[2 * count + 1] = arriving[units.length - 1 - k];
    placedBack(program, part, place);
    unit.slopes = part.gradients.map(place);
    unit.slopes.slice(count + 1).forEach((slope, i) => {
      if (sums[i] === undefined) sums[i] = slope;
      else {
        const sum = program.registers++;
        program.backward.push([DATA.sums.add, sum, sums[i], slope]);
        sums[i] = sum;
      }
    });
  });
  return sums;
}
