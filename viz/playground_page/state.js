// What the page trains and shows now, and how both begin. Not here: what is drawn as it learns (shown.js), and what changes
// it (playing.js, opened.js, edits.js, settings.js).

const $ = (id) => document.getElementById(id);
const isReady = DATA.parts !== undefined; // else a network that somebody recorded
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
const darkScheme = matchMedia("(prefers-color-scheme: dark)");

const state = {
  settings: { ...DATA.settings, ...(isReady ? DATA.sets[DATA.settings.set] : {}) },
  edits: [], samples: [], trainCount: 0, opened: undefined, sample: undefined, isPlaying: false, isDetour: false, frame: 0, pace: 16,
  start: undefined, newTarget: 0.5,
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

const layerSizes = () => [state.features?.length ?? DATA.sets[state.settings.set].inputs, ...state.settings.layers, 1];

// Where the parameters start, as drawn or as somebody set them, and the generator that drew them, which goes on to shuffle.
function drawnStart() {
  const random = makeRandom(state.settings.seed);
  const drawn = isReady ? drawnParameters(layerSizes(), random) : DATA.recorded.start;
  return { random, start: state.start?.length === drawn.length ? state.start : drawn };
}

// From the start: data, network, optimizer and picture.
function restart() {
  pause();
  const { settings } = state;
  Object.assign(state, madeSamples());
  const { features } = state;
  const { random, start } = drawnStart();
  program = isReady
    ? composed(DATA.parts, layerSizes(), { ...settings, inputNames: features?.map((name) => FEATURES[name].name) })
    : { ...DATA.recorded, names: new Map(DATA.recorded.names) };
  training = makeTraining(program, divided(state), settings, start, random);
  if (state.trainCount && state.samples.length) training.gradients = training.foreseen().gradients; // those of the first step
  one = makeRunner(program, 1, true);
  Object.assign(state, { sample: undefined, opened: undefined, pointed: undefined, isDetour: false });
  build();
}

// What is shown, from scratch.
function build() {
  document.body.classList.toggle("no-plane", !isPlane()); // which changes the room that there is
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
const isCurve = () => !isReady && program.inputs.length === 1 && program.targets.length === 1;
const isPlane = () => Boolean(state.features) || (!isReady && program.inputs.length === 2) || isCurve();
const isMeasured = () => !program.isClassifier && program.targets.length === 1; // each sample has a number, and no class
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
    ? makeGrid(program, bounds, RESOLUTIONS[state.resolution], state.features)
    : makeCells(program, state.samples.map(({ inputs }) => inputs), cellPlaces());
}

const ON = {
  opened: (i) => openSample(i), moved: movePoint, added: addPoint, removed: removePoint,
  at: placeOf, share: shareOf, copied: copyPoint, placeOf: (i) => placeOf(state.samples[i]), wordsOf: (i) => sampleWords(state.samples[i], i),
};
function tool() {
  const { value } = document.querySelector("input[name=tool]:checked");
  return value === "target" ? String(state.newTarget) : value;
}

// How much colour a sample's target has, if it is a number.
function shareOf({ targets }) {
  if (!isMeasured()) return undefined;
  return 0.85 * Math.min(1, Math.abs(targets[0] - program.targetMiddle) / program.targetHalf);
}

function axisNames() {
  if (isReady) return [FEATURES.x.name, FEATURES.y.name];
  const [across, up] = program.columns[0].map(({ name }) => name);
  return [across, isCurve() ? said("playground.axis.target") : up];
}

function buildAnswer() {
  if (isPlane()) {
    answer = makeAnswer($("answer"), { on: ON, tool });
    answer.showPoints(state.samples, bounds, state.sample);
  } else answer = makeAnswerOfCells($("answer"), state.samples, cellPlaces(), { on: ON });
  if (isPlane()) showAxes($("plot"), bounds, axisNames());
  for (const part of $("network").querySelectorAll(".below")) part.hidden = !diagram.lines.some(({ path }) => path);
}
