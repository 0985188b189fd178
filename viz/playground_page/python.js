// The few lines of Python that do the same with nn. Not here: what the page does (training.js).

const PYTHON_SETS = {
  circles: ({ count, noise, seed }) => ["circles", `circles(${count}, noise=${noise}, seed=${seed})`],
  quadrants: ({ count, noise, seed }) => ["quadrants", `quadrants(${count}, noise=${noise}, seed=${seed})`],
  moons: ({ count, noise, seed }) => ["moons", `moons(${count}, noise=${noise}, seed=${seed})`],
  spirals: ({ count, noise, seed }) => ["spirals", `spirals(${count}, noise=${noise}, seed=${seed})`],
  symmetry: () => ["symmetry_patterns", "symmetry_patterns()"],
};
const PENALTY_TERMS = { l1: "abs(w)", l2: "0.5 * w * w" };

// `settings` as the page has them, `edits` of samples, and how many epochs.
function pythonLines(settings, edits, trainCount, epochs) {
  const { set, features, layers, activation, optimizer, rate, batch, penalty, amount, seed } = settings;
  const [name, call] = PYTHON_SETS[set](settings);
  const hasPenalty = penalty !== "none" && amount > 0;
  const isWhole = trainCount === undefined;
  const [train, test] = isWhole ? ["", ""] : [`[:${trainCount}]`, `[${trainCount}:]`];
  const isPlane = set !== "symmetry";
  const given = features.map((name) => FEATURES[name].python);
  return [
    ...(isPlane && given.some((text) => text.startsWith("math")) ? ["import math"] : []),
    "import random",
    "",
    ...(hasPenalty ? ["from autograd_core import sum"] : []),
    `from nn import MLP, fit${hasPenalty ? ", sigmoid_cross_entropy" : ""}`,
    `from nn.datasets import ${name}`,
    "",
    `inputs, labels = ${call}`,
    ...edits.map(pythonEdit),
    ...(isPlane && given.join() !== "x,y" ? [`inputs = [[${given.join(", ")}] for x, y in inputs]`] : []),
    `generator = random.Random(${seed})`,
    `net = MLP(${isPlane ? given.length : 6}, [${[...layers, 1].join(", ")}], activation="${activation}", initializer="xavier", generator=generator)`,
    ...(hasPenalty ? [
      "weights = [w for layer in net.layers for neuron in layer.neurons for w in neuron.w]",
      "",
      "",
      "def loss(score, label):",
      `    return sigmoid_cross_entropy(score, label) + ${amount} * sum([${PENALTY_TERMS[penalty]} for w in weights])`,
      "",
      "",
    ] : []),
    "history = fit(",
    `    net, inputs${train}, labels${train}, loss=${hasPenalty ? "loss" : '"sigmoid_cross_entropy"'}, optimizer="${optimizer}", learning_rate=${rate},`,
    `    batch_size=${batch}, epochs=${epochs}, generator=generator, compiled=True,`,
    ...(isWhole ? [] : [`    validation=(inputs${test}, labels${test}),`]),
    ")",
    "print(history)",
    "",
  ].join("\n");
}

function pythonEdit([what, ...at]) {
  const point = `[${at.join(", ")}]`;
  if (what.startsWith("+")) return `inputs, labels = [${point}, *inputs], [${what.slice(1)}, *labels]`;
  if (what.startsWith("-")) return `del inputs[${what.slice(1)}], labels[${what.slice(1)}]`;
  return `inputs[${what}] = ${point}`;
}
