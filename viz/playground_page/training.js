// Training: what nn.fit does, step by step, so that somebody can stop at any; tests compare the two. A step is taken whole
// or not at all. Not here: programs (compose.js), update rules (optimizers.js), what is shown.

// `data`: {train, test}, each {inputs, targets}; `options`: {optimizer, rate, batch, penalty, amount}, which may change
// between steps; `random`: what shuffles.
function makeTraining(program, data, options, start, random) {
  const [count, others] = [data.train.inputs.length, data.test.inputs.length];
  const size = Math.max(1, Math.min(options.batch, count));
  const batch = makeRunner(program, size, true);
  const whole = makeRunner(program, Math.max(1, count, others));
  const isWeight = program.lines.map(({ tail }) => tail !== null);
  const penalty = DATA.parts ? makePenalty(isWeight) : undefined;
  const training = {
    program, data, options, batch,
    parameters: Float64Array.from(start),
    memory: forgotten(options.optimizer, start.length),
    gradients: new Float64Array(start.length),
    changes: new Float64Array(start.length),
    steps: 0, // of the run
    remembered: 0, // steps that the optimizer knows of
    order: [], // of the epoch that is under way
    at: 0,
    minibatch: [],
    sum: 0,
    history: { losses: [], validation: [] },
    fault: undefined,
  };

  // Every sample of a set runs through the network.
  function runAll(set) {
    whole.setParameters(training.parameters);
    set.inputs.forEach((inputs, i) => whole.setSample(i, inputs, set.targets[i]));
    whole.run(set.inputs.length);
  }

  function lossOf(set) {
    const count = set.inputs.length;
    if (!count) return NaN;
    runAll(set);
    return whole.mean(program.loss, count) + penaltyNow(training.parameters);
  }

  const penaltyNow = (parameters) => (options.penalty === "none" || !penalty ? 0 : penalty.cost(parameters, options));

  // The mean loss of a minibatch, and its gradient, without a step.
  function look(minibatch) {
    batch.setParameters(training.parameters);
    const { train } = training.data; // samples may have been moved
    minibatch.forEach((sample, i) => batch.setSample(i, train.inputs[sample], train.targets[sample]));
    batch.run(minibatch.length);
    const gradients = Float64Array.from(program.gradients, (register) => batch.mean(register, minibatch.length));
    if (options.penalty !== "none" && penalty) penalty.add(gradients, training.parameters, options);
    return { loss: batch.mean(program.loss, minibatch.length) + penaltyNow(training.parameters), gradients };
  }

  // The minibatch of the next step.
  function next() {
    if (training.at >= training.order.length) {
      training.order = random.shuffle(Array.from({ length: count }, (_, i) => i));
      training.at = 0;
      training.sum = 0;
    }
    return training.order.slice(training.at, training.at + size);
  }

  // What the next step would do, which is not taken.
  function foreseen(minibatch = next()) {
    const { loss, gradients } = look(minibatch);
    const found = stepOf(options.optimizer, options.rate, training.remembered + 1, gradients, training.memory);
    return { minibatch, loss, gradients, ...found };
  }

  // One step; false where it could not be taken, and `fault` says why.
  function step() {
    training.fault = faultOf(training);
    if (training.fault) return false;
    const { minibatch, loss, gradients, changes, memory } = foreseen();
    const numbers = training.parameters.map((x, i) => x - changes[i]);
    if (!Number.isFinite(loss)) training.fault = "loss";
    else if (!gradients.every(Number.isFinite)) training.fault = "gradient";
    else if (!numbers.every(Number.isFinite) || !memory.every((each) => each.every(Number.isFinite))) training.fault = "step";
    if (training.fault) return false;
    Object.assign(training, { parameters: numbers, memory, gradients, changes, minibatch });
    training.steps++;
    training.remembered++;
    training.at += minibatch.length;
    training.sum += loss * minibatch.length;
    if (training.at >= training.order.length) {
      training.history.losses.push(training.sum / training.order.length);
      training.history.validation.push(lossOf(training.data.test));
    }
    return true;
  }

  // To the end of the epoch that is under way, or of the next one.
  function epoch() {
    do if (!step()) return false;
    while (training.at < training.order.length);
    return true;
  }

  // The rate of right answers; a score above the middle between the classes is the second.
  function accuracy(set) {
    if (!set.inputs.length) return NaN;
    runAll(set);
    const isRight = (target, i) => whole.at(program.score, i) > program.middle === target[0] > program.targetMiddle;
    return set.targets.filter(isRight).length / set.targets.length;
  }

  // How much of the targets' variance the score explains, R²: 1 where every answer is right, 0 for the mean as the answer.
  function explained(set) {
    const numbers = set.targets.map(([target]) => target);
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const all = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0);
    if (!(all > 0)) return NaN; // no samples, or all alike
    runAll(set);
    return 1 - numbers.reduce((sum, x, i) => sum + (x - whole.at(program.score, i)) ** 2, 0) / all;
  }

  // Another rule forgets what the old one remembered.
  function changeOptimizer(name) {
    options.optimizer = name;
    training.memory = forgotten(name, start.length);
    training.remembered = 0;
  }

  const epochs = () => training.history.losses.length;
  return Object.assign(training, { step, epoch, epochs, lossOf, accuracy, explained, foreseen, look, changeOptimizer, runAll, whole });
}

// Why no step can be taken, if that is seen before.
function faultOf({ data: { train }, options, program }) {
  if (!train.inputs.length) return "empty";
  if (!(options.rate > 0) || !Number.isFinite(options.rate)) return "rate";
  if (![...train.inputs.flat(), ...train.targets.flat()].every(Number.isFinite)) return "data";
  return undefined;
}

// amount × the sum over all weights, not biases, of |w| or w² / 2; the gradient of it is the engine's.
function makePenalty(isWeight) {
  const runners = {};
  for (const [name, part] of Object.entries(DATA.parts.penalties)) {
    const program = { ...part, inputs: [0], targets: [], parameters: [] };
    runners[name] = { part, runner: makeRunner(program, isWeight.length, true) };
  }
  function run(parameters, name) {
    const { part, runner } = runners[name];
    runner.registers[0].set(parameters);
    runner.run(parameters.length);
    return { cost: (i) => runner.at(part.out, i), slope: (i) => runner.at(part.gradients[0], i) };
  }
  return {
    cost(parameters, { penalty, amount }) {
      const { cost } = run(parameters, penalty);
      let sum = 0;
      isWeight.forEach((is, i) => (sum += is ? cost(i) : 0));
      return amount * sum;
    },
    add(gradients, parameters, { penalty, amount }) {
      const { slope } = run(parameters, penalty);
      isWeight.forEach((is, i) => (gradients[i] += is ? amount * slope(i) : 0));
    },
  };
}

// Where weights start: as nn draws them with initializer="xavier", in order; biases at 0.
function drawnParameters(sizes, random) {
  return sizes.slice(1).flatMap((count, l) => {
    const bound = Math.sqrt(6 / (sizes[l] + count));
    return Array.from({ length: count }, () => [...Array.from({ length: sizes[l] }, () => random.uniform(-bound, bound)), 0]).flat();
  });
}
