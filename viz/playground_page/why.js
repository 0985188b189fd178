// What is opened: why a number moves by what it does. This sample's way to the loss in the stepper's own page, the batch,
// what the optimizer makes of it, and the number after the step. Not here: which number is opened (page.js).

const signed = (x) => `${x > 0 ? "+" : ""}${typeset(Number(x.toPrecision(3)))}`;

// What is told about a parameter: {title, lines}, from a step that is foreseen and from the sample's own gradient.
function whyParameter(training, parameter, foreseen, ownGradient, sample) {
  const { program, options, parameters, memory } = training;
  const register = program.parameters[parameter];
  const weight = [program.names.get(register), "name"];
  const [before, g, change] = [parameters[parameter], foreseen.gradients[parameter], foreseen.changes[parameter]];
  const after = before - change;
  const lines = [
    words("playground.why.sample", { number: sample + 1, weight, gradient: gradient(ownGradient) }),
    words("playground.why.batch", { count: foreseen.minibatch.length, gradient: gradient(g) }),
    optimizerSentence(options, weight, { g, change, rate: options.rate, step: training.remembered + 1, parameter }, memory, foreseen.memory),
    words("playground.why.after", {
      sum: [value(before), plain(" − "), [asOperand(change), "gradient"], plain(" = "), value(after)], weight,
    }),
  ];
  return { title: said("playground.why.title", { weight: textOf([weight]), change: signed(-change) }), lines };
}

const value = (x) => [typeset(Number(x.toPrecision(6))), "forward"];
const gradient = (x) => [typeset(Number(x.toPrecision(6))), "gradient"];

function optimizerSentence({ optimizer }, weight, { g, change, rate, step, parameter }, memory, fresh) {
  const number = (x) => typeset(Number(x.toPrecision(4)));
  const last = gradient(change);
  if (optimizer === "sgd") {
    return words("playground.why.sgd", { sum: [plain(`${number(rate)} × `), [asOperand(Number(g.toPrecision(6))), "gradient"], plain(" = "), last] });
  }
  if (optimizer === "momentum") {
    const sum = [plain(`0.9 × ${asOperand(Number(memory[0][parameter].toPrecision(4)))} + ${number(rate)} × ${asOperand(Number(g.toPrecision(4)))} = `), last];
    return words("playground.why.momentum", { sum });
  }
  const [mean, squares] = fresh.map((numbers) => numbers[parameter]);
  const [m, v] = [mean / (1 - 0.9 ** step), squares / (1 - 0.999 ** step)];
  const sum = [plain(`${number(rate)} × ${asOperand(Number(m.toPrecision(4)))} / √${number(v)} = `), last];
  return words("playground.why.adam", { mean: number(m), squares: number(v), sum });
}

// A bar for each sample of the minibatch: its own gradient, in order of size.
function showShares(svg, shares) {
  const [width, height] = [300, 56];
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  const sorted = [...shares].sort((a, b) => b - a);
  const most = mostOf(sorted.map(Math.abs)) || 1;
  const wide = Math.min(18, width / Math.max(1, sorted.length));
  drawn("path", { d: `M0,${height / 2}H${wide * sorted.length}`, class: "axis" }, svg);
  sorted.forEach((x, i) => {
    const h = Math.max(0.5, (Math.abs(x) / most) * (height / 2 - 2));
    const y = x > 0 ? height / 2 - h : height / 2;
    drawn("rect", { x: i * wide + 0.5, y, width: Math.max(0.6, wide - 1), height: h, class: x < 0 ? "negative" : "positive" }, svg);
  });
  const mean = sorted.reduce((sum, x) => sum + x, 0) / Math.max(1, sorted.length);
  const y = height / 2 - (mean / most) * (height / 2 - 2);
  drawn("path", { d: `M0,${y}H${wide * sorted.length}`, class: "median" }, svg);
}

// The stepper's page with the way from `chosen` numbers to the loss, in a frame; the names of the numbers that it ends at,
// none where it goes all the way.
function showWay(frame, program, runner, chosen) {
  const whole = wayFrom(program, runner, chosen);
  frame.hidden = whole.length === 0 || whole.at(-1).kind === undefined; // the loss does not depend on them
  if (frame.hidden) return [];
  const { nodes, ends } = readable(whole);
  const stepped = steppedWay(nodes);
  const data = {
    ...stepped, picture: pictureOf(nodes, stepped.nodes), branches: DATA.branches, words: DATA.stepperWords, show: "both",
    followsHost: true,
  };
  const text = JSON.stringify(data).replaceAll("<", "\\u003c");
  frame.srcdoc = DATA.stepper.replace("DATA_OF_THE_WAY", () => text);
  return ends;
}
