// Runs what the playground's page computes, outside a browser: a question per line of JSON on stdin, an answer per line to
// stdout. Arguments: a file with the page's data, and the scripts to run.

const fs = require("fs");
const readline = require("readline");

const [data, ...paths] = process.argv.slice(2);
const source = paths.map((path) => fs.readFileSync(path, "utf-8")).join("\n");
const page = new Function("DATA", `"use strict"; ${source};
  return { makeRandom, setOf, samplesOf, divided, composed, drawnParameters, makeTraining, makeRunner, pythonLines, stepOf, wayFrom, steppedWay, readable, evaluated };`)(
  JSON.parse(fs.readFileSync(data, "utf-8")),
);

function made(settings, edits = [], start = undefined) {
  const { train, test } = page.divided(page.samplesOf(settings, edits));
  const sizes = [train.inputs[0].length, ...settings.layers, 1];
  const program = page.composed(JSON.parse(fs.readFileSync(data, "utf-8")).parts, sizes, settings);
  const random = page.makeRandom(settings.seed);
  const drawn = page.drawnParameters(sizes, random);
  const training = page.makeTraining(program, { train, test }, settings, start ?? drawn, random);
  return { program, training };
}

const state = (training) => ({ parameters: [...training.parameters], ...training.history, fault: training.fault ?? null });

const QUESTIONS = {
  drawn({ seed, count }) {
    const random = page.makeRandom(seed);
    const numbers = Array.from({ length: count }, () => [random.random(), random.uniform(-2, 3), random.gauss(1, 2)]).flat();
    return { numbers, shuffled: random.shuffle(Array.from({ length: 100 }, (_, i) => i)) };
  },
  set: ({ settings }) => page.setOf(settings),
  trained({ settings, edits, steps, epochs, start }) {
    const { program, training } = made(settings, edits, start);
    for (let k = 0; k < (steps ?? 0) && training.step(); k++);
    for (let k = 0; k < (epochs ?? 0) && training.epoch(); k++);
    return { ...state(training), score: program.isClassifier ? training.accuracy(training.data.train) : training.explained(training.data.train) };
  },
  // a program that somebody recorded, from where it starts
  recorded({ options, epochs }) {
    const { recorded, samples } = JSON.parse(fs.readFileSync(data, "utf-8"));
    const part = (some) => ({ inputs: some.map(({ inputs }) => inputs), targets: some.map(({ targets }) => targets) });
    const names = new Map(recorded.names);
    const training = page.makeTraining(
      { ...recorded, names }, { train: part(samples), test: part([]) }, options, recorded.start, page.makeRandom(options.seed),
    );
    for (let k = 0; k < epochs && training.epoch(); k++);
    return { ...state(training), names: recorded.parameters.map((register) => names.get(register)) };
  },
  // the loss of a sample before and after it was moved, as the next step sees it
  moved({ settings, sample, inputs }) {
    const { training } = made(settings);
    const before = training.look([sample]).loss;
    training.data = page.divided(page.samplesOf(settings, [[String(sample), ...inputs]]));
    return [before, training.look([sample]).loss];
  },
  lines: ({ settings, edits, epochs, start }) => {
    const { samples, trainCount } = page.samplesOf(settings, edits);
    return page.pythonLines(settings, edits, trainCount < samples.length ? trainCount : undefined, epochs, start);
  },
  step: ({ name, rate, step, gradients, memory }) => {
    const found = page.stepOf(name, rate, step, gradients, memory.map((numbers) => Float64Array.from(numbers)));
    return { changes: [...found.changes], memory: found.memory.map((numbers) => [...numbers]) };
  },
  // of a weight (or a unit's numbers) and a sample: its gradient by the program, and by the way that can be stepped through
  way({ settings, parameter, sample }) {
    const { program, training } = made(settings);
    for (let k = 0; k < 5; k++) training.step();
    const one = page.makeRunner(program, 1, true);
    one.setParameters(training.parameters);
    one.setSample(0, training.data.train.inputs[sample], training.data.train.targets[sample]);
    one.run(1);
    const { nodes, ends } = page.readable(page.wayFrom(program, one, [program.parameters[parameter]]));
    const stepped = page.steppedWay(nodes);
    const numbers = page.evaluated(stepped.trace, new Map());
    const start = nodes.findIndex(({ isInput }) => isInput);
    return {
      nodes: nodes.length, ends, loss: one.at(program.loss, 0), gradient: one.at(program.gradients[parameter], 0),
      stepped: numbers[stepped.gradients[start]], steppedLoss: numbers[nodes.length - 1],
    };
  },
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { question, ...given } = JSON.parse(line);
  console.log(JSON.stringify(QUESTIONS[question](given)));
});
