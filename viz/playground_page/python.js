// The few lines of Python that do the same with nn. Not here: what the page does (training.js).

const PYTHON_SETS = {
  circles: ({ count, noise, seed }) => ["circles", `circles(${count}, noise=${noise}, seed=${seed})`],
  quadrants: ({ count, noise, seed }) => ["quadrants", `quadrants(${count}, noise=${noise}, seed=${seed})`],
  moons: ({ count, noise, seed }) => ["moons", `moons(${count}, noise=${noise}, seed=${seed})`],
  spirals: ({ count, noise, seed }) => ["spirals", `spirals(${count}, noise=${noise}, seed=${seed})`],
  plane: ({ count, noise, seed }) => ["tilted_plane", `tilted_plane(${count}, noise=${noise}, seed=${seed})`],
  bumps: ({ count, noise, seed }) => ["bumps", `bumps(${count}, noise=${noise}, seed=${seed})`],
  symmetry: () => ["symmetry_patterns", "symmetry_patterns()"],
};
const PENALTY_TERMS = { l1: "abs(w)", l2: "0.5 * w * w" };

// `settings` as the page has them, `edits` of samples, how many epochs, and where parameters start if somebody set them.
function pythonLines(settings, edits, trainCount, epochs, start) {
  const { set, features, layers, activation, optimizer, rate, batch, penalty, amount, seed, loss } = settings;
  const answers = loss === MEASURED_LOSS ? "targets" : "labels";
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
    `from nn import MLP, fit${hasPenalty ? `, ${loss}` : ""}`,
    `from nn.datasets import ${name}`,
    "",
    `inputs, ${answers} = ${call}`,
    ...edits.map((edit) => pythonEdit(edit, answers)),
    ...(isPlane && given.join() !== "x,y" ? [`inputs = [[${given.join(", ")}] for x, y in inputs]`] : []),
    `generator = random.Random(${seed})`,
    `net = MLP(${isPlane ? given.length : 6}, [${[...layers, 1].join(", ")}], activation="${activation}", initializer="xavier", generator=generator)`,
    ...(start ? ["start = [", ...inRows(start, 3), "]", "for parameter, x in zip(net.parameters(), start):", "    parameter.data = x"] : []),
    ...(hasPenalty ? [
      "weights = [w for layer in net.layers for neuron in layer.neurons for w in neuron.w]",
      "",
      "",
      "def loss(score, target):",
      `    return ${loss}(score, target) + ${amount} * sum([${PENALTY_TERMS[penalty]} for w in weights])`,
      "",
      "",
    ] : []),
    "history = fit(",
    `    net, inputs${train}, ${answers}${train}, loss=${hasPenalty ? "loss" : `"${loss}"`}, optimizer="${optimizer}", learning_rate=${rate},`,
    `    batch_size=${batch}, epochs=${epochs}, generator=generator, compiled=True,`,
    ...(isWhole ? [] : [`    validation=(inputs${test}, ${answers}${test}),`]),
    ")",
    "print(history)",
    "",
  ].join("\n");
}

const inRows = (numbers, count) =>
  numbers.flatMap((_, i) => (i % count ? [] : [`    ${numbers.slice(i, i + count).map(String).join(", ")},`]));

function pythonEdit([what, ...at], answers) {
  const point = `[${at.join(", ")}]`;
  if (what.startsWith("+")) return `inputs, ${answers} = [${point}, *inputs], [${what.slice(1)}, *${answers}]`;
  if (what.startsWith("-")) return `del inputs[${what.slice(1)}], ${answers}[${what.slice(1)}]`;
  return `inputs[${what}] = ${point}`;
}
