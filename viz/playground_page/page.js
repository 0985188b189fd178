// The page: what is trained and shown now, and what changes it.

const $ = (id) => document.getElementById(id);
const isReady = DATA.parts !== undefined; // else a network that somebody recorded
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
const darkScheme = matchMedia("(prefers-color-scheme: dark)");
const CALM = 250; // milliseconds between pictures where motion is unwelcome
const SLOW_PARTS = 6; // frames: curves, histograms and losses are drawn once in so many
const BUDGET = 12; // milliseconds of a frame for training
const [TOO_LONG, SHORT] = [34, 19]; // milliseconds of a frame: fewer cells, or more

const state = {
  settings: { ...DATA.settings, ...(isReady ? DATA.sets[DATA.settings.set] : {}) },
  edits: [], samples: [], trainCount: 0, opened: undefined, sample: undefined, isPlaying: false, frame: 0, pace: 16,
  resolution: 0, fast: 0, lastFrame: 0,
};
let program, training, diagram, answer, map, one, curves, histograms, shades, bounds;

// What is trained: samples, a program, and where it starts.

function madeSamples() {
  if (isReady) return samplesOf(state.settings, state.edits);
  const samples = DATA.samples.map(({ inputs, targets }) => ({ inputs: [...inputs], targets, label: labelOf(targets) }));
  return { samples, trainCount: Math.max(1, Math.round(samples.length * (1 - state.settings.held))) };
}

const labelOf = (targets) => Number(targets[0] > DATA.recorded.targetMiddle);

// From the start: data, network, optimizer and picture.
function restart() {
  pause();
  const { settings } = state;
  Object.assign(state, madeSamples());
  const random = makeRandom(settings.seed);
  const sizes = isReady ? [DATA.sets[settings.set].inputs, ...settings.layers, 1] : undefined;
  program = isReady ? composed(DATA.parts, sizes, settings.activation) : { ...DATA.recorded, names: new Map(DATA.recorded.names) };
  const start = isReady ? drawnParameters(sizes, random) : DATA.recorded.start;
  training = makeTraining(program, divided(state), settings, start, random);
  one = makeRunner(program, 1, true);
  Object.assign(state, { sample: undefined, opened: undefined, pointed: undefined });
  build();
}

// What is shown, from scratch.
function build() {
  diagram = makeDiagram($("net"), program, {
    chosen: open, moved: moveWeight, settled: showWhy, pointed: pointAt, weightOf: (parameter) => training.parameters[parameter], told: weightWords,
  });
  shades = makeShades();
  buildMap();
  buildAnswer();
  curves = makeCurves($("curves"));
  histograms = makeHistograms($("histograms"), program.columns);
  $("gradients").hidden = !histograms.length;
  showSettings();
  pointAt(undefined);
  draw(true);
  showWhy();
}

// What stands in the large map: points of the plane, or targets above one input; of other programs a cell for each sample.
const isCurve = () => program.inputs.length === 1 && program.targets.length === 1;
const isPlane = () => program.inputs.length === 2 || isCurve();
const placeOf = ({ inputs, targets }) => (isCurve() ? [inputs[0], targets[0]] : inputs);

function putAt(sample, at) {
  if (isCurve()) [sample.inputs, sample.targets] = [[at[0]], [at[1]]];
  else sample.inputs = at;
}

// Which sample each cell has: patterns of bits by their left halves, and across by their right halves mirrored, so that
// the symmetric ones stand in the diagonal.
function cellPlaces() {
  const all = state.samples.map((_, i) => i);
  if (!isReady) return all;
  const mirrored = (i) => ((i & 1) << 2) | (i & 2) | ((i & 4) >> 2);
  const places = [];
  for (const i of all) places[(i >> 3) * 8 + mirrored(i & 7)] = i;
  return places;
}

function buildMap() {
  bounds = isPlane() ? boundsOf(state.samples.map(placeOf), !isCurve()) : undefined;
  map = isPlane()
    ? makeGrid(program, bounds, RESOLUTIONS[state.resolution])
    : makeCells(program, state.samples.map(({ inputs }) => inputs), cellPlaces());
}

const ON = {
  opened: (i) => openSample(i), moved: movePoint, added: addPoint, removed: removePoint,
  at: placeOf, placeOf: (i) => placeOf(state.samples[i]), wordsOf: (i) => sampleWords(state.samples[i], i),
};
const tool = () => document.querySelector("input[name=tool]:checked").value;

function buildAnswer() {
  if (isPlane()) {
    answer = makeAnswer($("answer"), { on: ON, tool });
    answer.showPoints(state.samples, bounds, state.sample);
  } else answer = makeAnswerOfCells($("answer"), state.samples, cellPlaces(), { on: ON });
  document.body.classList.toggle("no-plane", !isPlane());
  $("tool").hidden = !isReady && !DATA.recorded.classes;
  for (const part of $("network").querySelectorAll(".below")) part.hidden = !diagram.lines.some(({ path }) => path);
}

// The picture.

function draw(isWhole) {
  map.look(training.parameters);
  showUnits(diagram, map, shades);
  showAnswer(answer, map, diagram, pointedAt(), shades);
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
  const rates = [training.accuracy(train), training.accuracy(test)].filter((x) => !Number.isNaN(x));
  setLabel($("right"), program.isClassifier ? rates.map((x) => `${Math.round(1000 * x) / 10} %`).join(" / ") : "–");
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

const lossText = (x) => (Number.isNaN(x) ? "–" : short(x));

// A unit that answers the same to all samples passes nothing back.
function showDead(train) {
  const count = train.inputs.length;
  if (!count) return;
  training.accuracy(train); // every sample runs through
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
  one.setSample(0, inputs, targets);
  one.run(1);
}

// A unit that is pointed at is seen in the large map.

const outputUnit = () => diagram.units[diagram.output[0]][diagram.output[1]];
const pointedAt = () => state.pointed ?? outputUnit();

function pointAt(unit) {
  state.pointed = unit;
  showAnswer(answer, map, diagram, pointedAt(), shades);
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

// Learning.

const FAULTS = {
  empty: "playground.fault.empty", rate: "playground.fault.rate", data: "playground.fault.data", loss: "playground.fault.loss",
  gradient: "playground.fault.gradient", step: "playground.fault.step",
};
function showFault() {
  const { fault } = training;
  $("fault").hidden = !fault;
  setLabel($("fault"), fault ? said(FAULTS[fault]) : "");
}

function playFrame(now) {
  if (!state.isPlaying) return;
  state.frame++;
  const isCalm = reducedMotion.matches;
  if (isCalm && now - state.lastFrame < CALM) return requestAnimationFrame(playFrame);
  adapt(now - state.lastFrame);
  state.lastFrame = now;
  const start = performance.now();
  let isFine = true;
  for (let k = 0; k < Number($("speed").value) && isFine; k++) {
    isFine = training.step();
    if (performance.now() - start > BUDGET) break;
  }
  draw(isCalm || state.frame % SLOW_PARTS === 0);
  if (!isFine) {
    pause();
    return showFault();
  }
  requestAnimationFrame(playFrame);
}

// Fewer cells where frames take too long.
function adapt(took) {
  if (!(took < 1000) || reducedMotion.matches) return;
  state.pace += (took - state.pace) * 0.15;
  const next = state.resolution + (state.pace > TOO_LONG ? 1 : state.pace < SHORT ? -1 : 0);
  state.fast = next === state.resolution ? 0 : state.fast + 1;
  if (state.fast < (next > state.resolution ? 8 : 90) || !RESOLUTIONS[next] || !isPlane()) return;
  state.fast = 0;
  state.resolution = next;
  state.pace = 25;
  map = makeGrid(program, bounds, RESOLUTIONS[next]);
}

function showWhetherPlaying() {
  const { isPlaying } = state;
  $("play").querySelector("span").textContent = said(isPlaying ? "playground.button.pause" : "playground.button.play");
  $("play").querySelector("path").setAttribute("d", isPlaying ? "M6 5h4v14H6zM14 5h4v14h-4z" : "M7 4v16l13-8z");
  $("why").classList.toggle("stale", isPlaying);
  diagram.frame.classList.toggle("learning", isPlaying);
}

function pause() {
  if (!state.isPlaying) return;
  state.isPlaying = false;
  showWhetherPlaying();
  draw(true);
  showWhy();
}

function play() {
  state.isPlaying = true;
  state.lastFrame = performance.now();
  showWhetherPlaying();
  requestAnimationFrame(playFrame);
}

const playOrPause = () => (state.isPlaying ? pause() : play());

function byHand(act) {
  pause();
  act();
  showFault();
  draw(true);
  showWhy();
}

// What is opened.

function open(what) {
  const isSame = JSON.stringify(what) === JSON.stringify(state.opened);
  state.opened = isSame ? undefined : what;
  if (state.isPlaying) pause();
  else {
    draw(true);
    showWhy();
  }
  if (state.opened) $("why").scrollIntoView({ block: "nearest", behavior: reducedMotion.matches ? "auto" : "smooth" });
}

function openSample(i) {
  state.sample = state.sample === i ? undefined : i;
  answer.showOpened(state.sample);
  draw(true);
  showWhy();
}

function showWhy() {
  const { opened } = state;
  $("why-hint").hidden = Boolean(opened);
  $("why-columns").hidden = !opened;
  $("close").hidden = !opened;
  setLabel($("why-title"), opened ? "" : said("playground.open"));
  $("way").hidden = !opened;
  if (!opened || !state.samples.length) return;
  const foreseen = training.foreseen();
  const sample = state.sample ?? foreseen.minibatch[0] ?? 0;
  runSample(sample);
  if (opened.parameter !== undefined) showWhyParameter(opened.parameter, foreseen, sample);
  else showWhyUnit(opened.unit, sample);
}

function showWhyParameter(parameter, foreseen, sample) {
  const register = program.gradients[parameter];
  const told = whyParameter(training, parameter, foreseen, one.at(register, 0), sample);
  setLabel($("why-title"), told.title);
  showLinesOfWords(told.lines);
  training.look(foreseen.minibatch);
  showShares($("shares"), foreseen.minibatch.map((_, i) => training.batch.at(register, i)));
  $("batch-part").hidden = false;
  const x = training.parameters[parameter];
  $("weight").querySelector("span").textContent = program.names.get(program.parameters[parameter]);
  $("weight-range").value = x;
  $("weight").querySelector("output").textContent = short(x);
  $("weights").hidden = true;
  $("way").hidden = !showWay($("way"), program, one, [program.parameters[parameter]]);
}

function showWhyUnit([column, place], sample) {
  const unit = program.columns[column][place];
  const [x, label] = [one.at(unit.out, 0), state.samples[sample]];
  setLabel($("why-title"), said("playground.why.unit", { unit: unit.name }));
  const lines = [words("playground.why.answers", { number: sample + 1, unit: [unit.name, "name"], answer: [typeset(Number(x.toPrecision(6))), "forward"] })];
  if (diagram.units[column][place].isDead) lines.push(words("playground.why.dead", { unit: [unit.name, "name"] }));
  showLinesOfWords(lines);
  $("batch-part").hidden = true;
  const parameters = program.lines.filter(({ head }) => head[0] === column && head[1] === place).map(({ parameter }) => parameter);
  showWeights(parameters);
  const own = parameters.map((parameter) => program.parameters[parameter]);
  $("way").hidden = !showWay($("way"), program, one, own.length ? own : [unit.out]);
}

// The weights of a unit, each to be opened: its value and its gradient for this sample.
function showWeights(parameters) {
  $("weights").replaceChildren();
  $("weights").hidden = !parameters.length;
  if (!parameters.length) return;
  made("h3", {}, $("weights"), said("playground.weights"));
  for (const parameter of parameters) {
    const button = made("button", { type: "button" }, $("weights"));
    made("span", { class: "name" }, button, program.names.get(program.parameters[parameter]));
    made("span", { class: "forward" }, button, short(training.parameters[parameter]));
    made("span", { class: "gradient" }, button, `← ${short(one.at(program.gradients[parameter], 0))}`);
    button.addEventListener("click", () => open({ parameter }));
  }
}

function showLinesOfWords(lines) {
  $("why-text").replaceChildren();
  for (const pieces of lines) showPieces(made("p", {}, $("why-text")), pieces);
}

// What changes numbers and data by hand.

function moveWeight(parameter, x) {
  training.parameters[parameter] = x;
  training.fault = undefined;
  showFault();
  draw(true);
}

function changedData(isSameCount) {
  training.data = Object.assign(training.data, divided(state));
  if (!isSameCount) {
    const kept = { ...training };
    training = makeTraining(program, divided(state), state.settings, training.parameters, makeRandom(state.settings.seed));
    for (const key of ["memory", "gradients", "changes", "steps", "remembered", "history"]) training[key] = kept[key];
  }
  showFault();
  draw(true);
  if (!state.isPlaying) showWhy();
}

const roundedPoint = (inputs) => inputs.map((x) => Math.round(1000 * x) / 1000);

function movePoint(i, inputs) {
  const edit = [String(i), ...roundedPoint(inputs)];
  if (state.edits.at(-1)?.[0] === edit[0]) state.edits.pop();
  state.edits.push(edit);
  putAt(state.samples[i], roundedPoint(inputs));
  answer.showPoint(i, state.samples[i]);
  changedData(true);
}

function addPoint(inputs, label) {
  changeSamples([`+${label}`, ...roundedPoint(inputs)]);
}

function removePoint(i) {
  changeSamples([`-${i}`]);
}

function changeSamples(edit) {
  state.edits.push(edit);
  applyEdit(state, edit);
  state.sample = undefined;
  changedData(false);
  answer.showPoints(state.samples, bounds, undefined);
}

// Settings.

function showSettings() {
  const { settings } = state;
  for (const id of ["noise", "count", "held"]) {
    $(id).value = settings[id];
    const text = id === "held" ? `${Math.round(100 * settings.held)} %` : String(settings[id]);
    $(id).parentElement.querySelector("output").textContent = text;
  }
  for (const id of ["seed", "batch", "rate", "activation", "optimizer", "penalty", "amount"]) {
    if ($(id) !== document.activeElement) $(id).value = settings[id];
  }
  for (const button of $("sets").children) button.setAttribute("aria-checked", String(button.dataset.set === settings.set));
  $("river").checked = settings.lines === "river";
  showPieces($("legend"), words(settings.lines === "river" ? "playground.legend.river" : "playground.legend.weights", {
    positive: [said("playground.positive"), "positive"], negative: [said("playground.negative"), "negative"],
  }));
  if (isReady) showLayers();
}

function showLayers() {
  const { layers } = state.settings;
  $("layers").replaceChildren();
  const button = (text, label, act, isOff) => {
    const made_ = made("button", { type: "button", "aria-label": label, title: label }, $("layers"), text);
    made_.disabled = isOff;
    made_.addEventListener("click", () => changeLayers(act));
  };
  button("−", said("playground.layers.fewer"), () => layers.slice(0, -1), layers.length < 2);
  made("span", {}, $("layers"), said("playground.layers", { count: layers.length }));
  button("+", said("playground.layers.more"), () => [...layers, layers.at(-1)], layers.length >= DATA.most.layers);
  layers.forEach((size, l) => {
    const group = made("span", { class: "layer" }, $("layers"));
    const change = (by) => () => layers.map((each, k) => (k === l ? each + by : each));
    for (const [sign, by, key] of [["−", -1, "playground.units.fewer"], ["+", 1, "playground.units.more"]]) {
      const label = said(key, { number: l + 1 });
      const next = made("button", { type: "button", "aria-label": label, title: label }, group, sign);
      next.disabled = size + by < 1 || size + by > DATA.most.units;
      next.addEventListener("click", () => changeLayers(change(by)));
      if (by < 0) made("span", {}, group, String(size));
    }
  });
}

function changeLayers(act) {
  const label = document.activeElement?.getAttribute("aria-label");
  change({ layers: act() });
  if (label) $("layers").querySelector(`[aria-label="${CSS.escape(label)}"]`)?.focus();
}

// Settings that start anew; others take effect at the next step.
function change(fresh) {
  Object.assign(state.settings, fresh);
  notice("");
  restart();
  showFault();
}

function changeOnTheWay(fresh) {
  if (fresh.optimizer) training.changeOptimizer(fresh.optimizer);
  Object.assign(state.settings, fresh);
  training.fault = undefined;
  showFault();
  showSettings();
  draw(true);
  if (!state.isPlaying) showWhy();
}

function typedNumber(id, accept, sentence, take) {
  $(id).addEventListener("input", () => {
    const x = readNumber($(id).value).number;
    const fits = x !== undefined && accept(x);
    $(id).setAttribute("aria-invalid", String(!fits));
    notice(fits ? "" : said(sentence));
    if (fits) take(x);
  });
}

const isCount = (x) => Number.isInteger(x) && x >= 1 && x <= 500;
typedNumber("seed", (x) => Number.isInteger(x) && x >= 0 && x <= 2 ** 31, "playground.notice.seed", (seed) => change({ seed }));
typedNumber("batch", isCount, "playground.notice.batch", (batch) => {
  state.settings.batch = batch;
  changedData(false);
});
typedNumber("rate", (x) => x > 0 && Number.isFinite(x), "playground.notice.rate", (rate) => changeOnTheWay({ rate }));
for (const id of ["noise", "count", "held"]) $(id).addEventListener("input", () => (state.edits = [], change({ [id]: $(id).valueAsNumber })));
for (const id of ["optimizer", "penalty"]) $(id).addEventListener("change", () => changeOnTheWay({ [id]: $(id).value }));
$("amount").addEventListener("change", () => changeOnTheWay({ amount: Number($("amount").value) }));
$("activation").addEventListener("change", () => change({ activation: $("activation").value }));
$("river").addEventListener("change", () => {
  state.settings.lines = $("river").checked ? "river" : "weights";
  showSettings();
  draw(true);
});

function notice(text) {
  setLabel($("notice"), text);
}

const SET_NAMES = {
  circles: "playground.set.circles", quadrants: "playground.set.quadrants", moons: "playground.set.moons",
  spirals: "playground.set.spirals", symmetry: "playground.set.symmetry",
};

// The choice of a set, each as a picture of its points.
function makeSets() {
  Object.keys(DATA.sets).forEach((set) => {
    const button = made("button", { type: "button", role: "radio", "data-set": set, title: said(SET_NAMES[set]) }, $("sets"));
    button.setAttribute("aria-label", said(SET_NAMES[set]));
    const { inputs, labels } = setOf({ set, count: 90, noise: 0.02, seed: 1 });
    const points = set === "symmetry" ? labels.map((_, i) => [(i >> 3), ((i & 1) << 2) | (i & 2) | ((i & 4) >> 2)]) : inputs;
    const { left, right, bottom, top } = boundsOf(points);
    const svg = drawn("svg", { viewBox: "0 0 40 40", "aria-hidden": "true" }, button);
    points.forEach(([x, y], i) => {
      const at = { cx: (40 * (x - left)) / (right - left), cy: (40 * (top - y)) / (top - bottom), r: 1.5 };
      drawn("circle", { ...at, class: labels[i] ? "second" : "first" }, svg);
    });
    button.addEventListener("click", () => {
      state.edits = [];
      change({ ...DATA.settings, ...DATA.sets[set], seed: state.settings.seed, set });
    });
  });
  $("sets").addEventListener("keydown", (event) => {
    const buttons = [...$("sets").children];
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    const next = buttons[(buttons.indexOf(document.activeElement) + by + buttons.length) % buttons.length];
    next.focus();
    next.click();
    event.preventDefault();
    event.stopPropagation();
  });
}

// The link and the lines.

function linkNow() {
  const { set, layers, lines, ...rest } = state.settings;
  const opened = state.opened?.unit ? { opened: `u${state.opened.unit.join(".")}` } : state.opened ? { opened: `w${state.opened.parameter}` } : {};
  return linkOf({
    ...(isReady ? { set, layers: layers.join(",") } : {}), ...Object.fromEntries(Object.entries(rest).filter(([key]) => READERS[key])), lines,
    ...(training.steps ? { steps: Math.min(training.steps, 20000) } : {}), ...(isReady && state.edits.length ? { points: writtenPoints(state.edits) } : {}),
    ...(state.sample === undefined ? {} : { sample: state.sample + 1 }), ...opened,
  });
}

// What a link asks for: its settings, the steps that it was taken at, and what was opened.
function openLink() {
  const { settings, problems } = readLink(location.hash);
  const { steps = 0, opened, sample, points, ...rest } = settings;
  const set = isReady ? DATA.sets[rest.set ?? state.settings.set] : {};
  state.edits = isReady && points ? readPoints(points) : [];
  state.settings = { ...DATA.settings, ...set, ...rest };
  restart();
  for (let k = 0; k < steps && training.step(); k++);
  if (sample !== undefined && state.samples[sample - 1]) {
    state.sample = sample - 1;
    answer.showOpened(state.sample);
  }
  const what = openedOf(opened);
  if (what) state.opened = what;
  showFault();
  draw(true);
  showWhy();
  notice(problems.length ? said("playground.notice.link", { link: problems.join(", ") }) : "");
}

function openedOf(text) {
  if (!text) return undefined;
  const [first, second] = text.slice(1).split(".").map(Number);
  if (text.startsWith("w")) return first < program.parameters.length ? { parameter: first } : undefined;
  return program.columns[first]?.[second] ? { unit: [first, second] } : undefined;
}

async function copied(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    notice(said(done));
  } catch {
    notice(said("playground.notice.not_copied"));
  }
}

$("copy").hidden = !/^(file|https?):/.test(location.protocol);
$("copy").addEventListener("click", () => {
  history.replaceState(null, "", linkNow());
  copied(location.href, "playground.notice.copied");
});
$("python").hidden = !isReady;
$("python").addEventListener("click", () => {
  const trainCount = state.trainCount < state.samples.length ? state.trainCount : undefined;
  const lines = pythonLines({ ...state.settings, batch: Math.min(state.settings.batch, state.trainCount) }, state.edits, trainCount, Math.max(1, training.epochs()));
  setLabel($("lines"), lines);
  setLabel($("code-note"), said("playground.python.note", { count: Math.max(1, training.epochs()) }));
  $("code").showModal();
});
$("copy-code").addEventListener("click", () => copied($("lines").textContent, "playground.notice.lines"));
$("close-code").addEventListener("click", () => $("code").close());

$("play").addEventListener("click", playOrPause);
$("step").addEventListener("click", () => byHand(() => training.step()));
$("one-epoch").addEventListener("click", () => byHand(() => training.epoch()));
$("restart").addEventListener("click", () => {
  restart();
  showFault();
});
$("take").addEventListener("click", () => byHand(() => training.step()));
$("close").addEventListener("click", () => open(state.opened));
$("weight-range").addEventListener("input", () => {
  moveWeight(state.opened.parameter, $("weight-range").valueAsNumber);
  $("weight").querySelector("output").textContent = short($("weight-range").valueAsNumber);
});
$("weight-range").addEventListener("change", showWhy);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (event.target.matches("input, select, button, a, [role=button], pre") || $("code").open) return;
  if (event.key === " ") playOrPause();
  else if (event.key === "ArrowRight") byHand(() => training.step());
  else if (event.key === "Home") byHand(restart);
  else if (event.key === "Escape" && state.opened) open(state.opened);
  else return;
  event.preventDefault();
});
darkScheme.addEventListener("change", () => {
  shades = makeShades();
  draw(true);
});
new MutationObserver(() => {
  shades = makeShades();
  draw(true);
}).observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
new ResizeObserver(() => diagram && layOut(diagram)).observe($("net"));
addEventListener("hashchange", () => location.hash !== "#player" && openLink());
hostPage($("way"));

if (DATA.other) {
  const link = $("language");
  Object.assign(link, { hidden: false, href: DATA.other.file, textContent: DATA.other.language, lang: DATA.other.code });
  link.addEventListener("click", () => (link.href = DATA.other.file + linkNow()));
}
document.body.classList.toggle("recorded", !isReady);
if (isReady) makeSets();
openLink();
showWhetherPlaying();
