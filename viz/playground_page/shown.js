// The picture as it is now: maps, lines, losses, and the numbers of a sample. Not here: how each is drawn (diagram.js,
// answer.js, curves.js).

function draw(isWhole) {
  map.look(training.parameters);
  showUnits(diagram, map, shades);
  showAnswer(answer, map, diagram, pointedAt(), shades);
  if (isWhole) showBarNow();
  showRiverOrWeights();
  setLabel($("epochs"), String(training.epochs()));
  setLabel($("steps"), String(training.steps));
  if (isWhole) drawSlowParts();
}

const THINNEST = 0.8;

function showRiverOrWeights() {
  const isRiver = state.settings.lines === "river";
  const opened = state.opened?.parameter;
  diagram.frame.classList.toggle("river", isRiver);
  if (!isRiver) return showLines(diagram, training.parameters, widthOfWeight(diagram), opened);
  const sizes = [...training.gradients].map(Math.abs).filter((x) => x > 0 && Number.isFinite(x));
  const most = sizes.length ? mostOf(sizes) : 1;
  showLines(diagram, training.gradients, (x) => (x > 0 ? THINNEST + (2 * diagram.widest - THINNEST) * (x / most) : 0), opened);
}

function drawSlowParts() {
  const { train, test } = training.data;
  const [trainLoss, testLoss] = [training.lossOf(train), training.lossOf(test)];
  showGrowth(trainLoss);
  setLabel($("loss-train"), lossText(trainLoss));
  setLabel($("loss-test"), lossText(testLoss));
  setLabel($("right"), scoreText([train, test]) || "–");
  $("one-target").hidden = !haveOneTarget(train.targets);
  showCurves(curves, training.history);
  showHistograms(histograms, program, training.gradients);
  showDead(train);
  showForward();
}

// A loss that has grown far above where it began: the steps are too long.
const GROWN = 10;
function showGrowth(loss) {
  const isGrown = loss > GROWN * Math.max(1, training.firstLoss);
  training.firstLoss ??= loss;
  if (training.fault) return;
  $("fault").hidden = !isGrown;
  setLabel($("fault"), isGrown ? said("playground.fault.grown") : "");
}

// Where all samples want the same, there is nothing to learn but a constant.
const haveOneTarget = ([first, ...others]) =>
  Boolean(first?.length) && others.every((targets) => targets.every((x, i) => x === first[i]));

// Of both sets: how many answers are right, or how much of the targets' variance is explained.
function scoreText(sets) {
  const [score, written] = program.isClassifier
    ? [training.accuracy, (x) => `${Math.round(1000 * x) / 10} %`]
    : [training.explained, (x) => short(Math.round(1000 * x) / 1000)];
  if (!program.isClassifier && !isMeasured()) return "";
  return sets.map(score).filter((x) => !Number.isNaN(x)).map(written).join(" / ");
}

const lossText = (x) => (Number.isNaN(x) ? "–" : short(x));

// A unit that answers the same to all samples passes nothing back.
function showDead(train) {
  const count = train.inputs.length;
  if (!count) return;
  training.runAll(train);
  for (const unit of diagram.units.slice(1).flat()) {
    const numbers = training.whole.registers[unit.out].subarray(0, count);
    const isDead = count > 1 && numbers.every((x) => x === numbers[0]);
    unit.button.classList.toggle("dead", isDead);
    unit.isDead = isDead;
  }
}

// This sample's numbers everywhere.
function showForward() {
  const { sample } = state;
  if (sample !== undefined) runSample(sample);
  showSample();
  for (const unit of diagram.units.flat()) {
    const x = sample === undefined ? undefined : one.at(unit.out, 0);
    const text = x === undefined ? "" : short(x);
    setLabel(unit.number, text);
    const label = said(unit.isDead ? "playground.unit.dead" : "playground.unit", { unit: `${unit.name} ${text}`.trim() });
    if (unit.button.getAttribute("aria-label") !== label) unit.button.setAttribute("aria-label", label);
    unit.button.setAttribute("aria-pressed", String(isOpened(unit)));
  }
}

const isOpened = ({ column, place }) => state.opened?.unit?.[0] === column && state.opened.unit[1] === place;

function runSample(i) {
  const { inputs, targets } = state.samples[i];
  one.setParameters(training.parameters);
  one.setSample(0, featuresOf(inputs, state.features), targets);
  one.run(1);
}

// A unit that is pointed at is seen in the large map.

const outputUnit = () => diagram.units[diagram.output[0]][diagram.output[1]];
const pointedAt = () => state.pointed ?? outputUnit();

const showBarNow = () =>
  showBar($("bar-colors"), [$("bar-first"), $("bar-last")], diagram, pointedAt(), map.numbers(pointedAt().out), shades);

function pointAt(unit) {
  state.pointed = unit;
  showAnswer(answer, map, diagram, pointedAt(), shades);
  showBarNow();
  setLabel($("output-title"), unit && unit !== outputUnit() ? said("playground.output.unit", { unit: unit.name }) : said("playground.output"));
}

function weightWords(parameter) {
  const [name, x, g] = [program.names.get(program.parameters[parameter]), training.parameters[parameter], training.gradients[parameter]];
  return said("playground.weight", { weight: name, number: short(x), gradient: short(g) });
}

function showSample() {
  const { sample } = state;
  if (sample === undefined) return setLabel($("sample"), "");
  const answer = rightAnswer(state.samples[sample]);
  const [score, loss] = [one.at(program.score, 0), one.at(program.loss, 0)];
  setLabel($("sample"), said("playground.sample", { number: sample + 1, answer, score: short(score), loss: short(loss) }));
}
