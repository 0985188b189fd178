// The page: what is shown now, and what changes it.

const $ = (id) => document.getElementById(id);
const initial = new Map(inputsOf().map((i) => [i, Number(DATA.trace[i].data)]));
const FIRST_SHOWN = { inputs: 0, forward: SEED - 1, both: LAST }[DATA.show];
const FIRST_STEP = 0.1; // of a nudge
const state = {
  frame: FIRST_SHOWN, from: FIRST_SHOWN - 1, unit: "each", inputs: new Map(initial), pointedAt: undefined,
  timer: undefined, nudged: OUTPUT, step: FIRST_STEP, noStep: undefined,
};
const tag = (title) => (title.startsWith("#") ? title : "");
const picture = drawPicture($("picture"), DATA.picture, (i) => tag(DATA.nodes[i].name));
const sliders = inputsOf().map((i) =>
  makeSlider(picture, i, {
    read: () => state.inputs.get(i),
    changed: (x) => changeInput(i, x),
    leave: () => focusShape(picture.shapes.find((shape) => isTold(shape) && shape.node === i)),
    settled: () => keepRoom(),
  }),
);
const fields = makeFields($("fields"), initial, changeInput, refuseInput);
const told = picture.shapes.filter(isTold);
let numbers = computed();

// Where a node has no value, nothing has a gradient: rules alone would give one, such as 1 / x for log at -1.
function computed() {
  const fresh = evaluated(DATA.trace, state.inputs);
  return fault(fresh) ? fresh.fill(NaN, DATA.nodes.length) : fresh;
}

const activeFrames = () => FRAMES.slice(state.from + 1, state.frame + 1);

function show() {
  const k = state.frame;
  const problem = fault(numbers);
  updatePicture(picture, k, numbers, activeFrames(), problem?.node);
  for (const slider of sliders) updateSlider(slider, numbers[slider.i]);
  showStep([$("phase"), $("line"), $("reason")], k, state.from);
  $("fault").hidden = !problem;
  if ($("fault").textContent !== (problem?.text ?? "")) $("fault").textContent = problem?.text ?? "";
  $("scrub").value = k;
  $("scrub").setAttribute("aria-valuetext", said("stepper.progress", { step: k, last: LAST, phase: $("phase").textContent }));
  showPieces($("count"), [plain(`${k} / ${LAST}`)]);
  const limits = { start: k === 0, back: k === 0, next: k === LAST, turn: k === SEED, end: k === LAST };
  for (const [id, isAtLimit] of Object.entries(limits)) {
    $(id).setAttribute("aria-disabled", String(isAtLimit)); // not disabled: that would take the focus away
  }
  for (const field of fields) updateField(field, k, numbers);
  $("reset").classList.toggle("idle", [...initial].every(([i, x]) => Object.is(state.inputs.get(i), x)));
  showNudge();
  showPointedAt();
  tellHost();
}

function showStep([phase, line, reason], k, from) {
  const step = sentence(k, numbers, from);
  showPieces(phase, [plain(step.phase)]);
  showPieces(line, step.line);
  showPieces(reason, step.reason);
}

function showNudge() {
  const places = $("nudge-text").children;
  const sentences =
    state.noStep === undefined
      ? nudgeSentences(state.nudged, state.step, state.frame, numbers, state.inputs)
      : [noStepSentence(state.noStep), [], []];
  sentences.forEach((pieces, k) => showPieces(places[k], pieces));
}

function showPointedAt() {
  const shape = state.pointedAt;
  $("details").hidden = !shape;
  if (!shape) return;
  showDetails($("details-title"), $("details-text"), shape.node, state.frame, numbers);
  placeDetails($("details"), $("frame"), shape);
}

// What changes the inputs.

function setInputs(inputs) {
  state.inputs = inputs;
  numbers = computed();
  show();
}

function changeInput(i, x) {
  notice("");
  setInputs(new Map(state.inputs).set(i, x));
}

function refuseInput(i, text) {
  const [input, number] = [DATA.nodes[i].name, typeset(state.inputs.get(i))];
  const isEmpty = text.trim() === "";
  notice(
    isEmpty
      ? said("stepper.notice.empty", { input, number })
      : said("stepper.notice.number", { input, number, text: shortText(text) }),
  );
}

function notice(text) {
  if ($("notice").textContent !== text) $("notice").textContent = text;
}

// What changes the step.

function goTo(k, from = k - 1) {
  const frame = clamped(k, 0, LAST);
  if (frame === state.frame) return;
  [state.frame, state.from] = [frame, Math.min(from, frame - 1)];
  show();
  follow();
}

function follow(isAtOnce) {
  const place = placeOf(picture, activeFrames());
  if (place) camera.lookAt(place, isAtOnce);
}

function stepOn() {
  const next = stops(state.unit).find((k) => k > state.frame);
  if (next !== undefined) goTo(next, state.frame);
}

function stepBack() {
  const before = stops(state.unit).filter((k) => k < state.frame);
  if (before.length) goTo(before.at(-1), before.at(-2) ?? -1);
}

function showWhetherPlaying() {
  const isPlaying = state.timer !== undefined;
  $("play").querySelector("span").textContent = said(isPlaying ? "stepper.button.pause" : "stepper.button.play");
  $("play").querySelector("path").setAttribute("d", isPlaying ? "M6 5h4v14H6zM14 5h4v14h-4z" : "M7 4v16l13-8z");
}

function pause() {
  clearTimeout(state.timer);
  state.timer = undefined;
  showWhetherPlaying();
}

function playOn() {
  state.timer = setTimeout(() => {
    stepOn();
    if (state.frame === LAST) pause();
    else playOn();
  }, Number($("speed").value));
}

function playOrPause() {
  if (state.timer !== undefined) return pause();
  if (state.frame === LAST) goTo(0);
  playOn();
  showWhetherPlaying();
}

const JUMPS = { start: () => goTo(0), back: stepBack, next: stepOn, turn: () => goTo(SEED), end: () => goTo(LAST) };
const KEYS = {
  ArrowLeft: stepBack, ArrowRight: stepOn, PageUp: stepBack, PageDown: stepOn, Home: JUMPS.start, End: JUMPS.end,
};

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  const target = event.target;
  const isField = target.matches("input, select") && target.id !== "scrub";
  if (event.key === " " && !isField && !target.matches("button, a")) playOrPause();
  else if (KEYS[event.key] && !isField) byHand(KEYS[event.key]);
  else return;
  event.preventDefault();
}

function byHand(jump) {
  pause();
  jump();
}

// The graph: one stop of the Tab key, and arrow keys inside.

const shapeOf = (element) => told.find(({ group }) => group === element?.closest?.("g.shape"));

function pointAt(shape) {
  if (state.pointedAt === shape) return;
  state.pointedAt = shape;
  showPointedAt();
}

function chooseForNudge(i) {
  if (DATA.nodes[i].isConstant) return;
  state.nudged = i;
  $("nudge-node").value = i;
  showNudge();
}

function becomeTabStop(shape) {
  for (const each of told) each.group.setAttribute("tabindex", each === shape ? "0" : "-1");
}

function focusShape(shape) {
  if (!shape) return;
  becomeTabStop(shape);
  camera.show(shape);
  shape.group.focus({ preventScroll: true });
}

// The nearest shape above (side -1) or below (1).
function nextInColumn(from, side) {
  const there = told.filter(({ y }) => (y - from.y) * side > 1);
  const distance = ({ x, y }) => Math.abs(y - from.y) + 2 * Math.abs(x - from.x);
  return there.sort((a, b) => distance(a) - distance(b))[0];
}

const MOVES = {
  ArrowRight: (shape) => told[told.indexOf(shape) + 1],
  ArrowLeft: (shape) => told[told.indexOf(shape) - 1],
  ArrowDown: (shape) => nextInColumn(shape, 1),
  ArrowUp: (shape) => nextInColumn(shape, -1),
};

function onPictureKey(event) {
  const shape = shapeOf(event.target);
  if (!shape || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  if (MOVES[event.key]) focusShape(MOVES[event.key](shape));
  else if (event.key === "Enter") {
    chooseForNudge(shape.node);
    sliders.find(({ i }) => i === shape.node)?.group.focus({ preventScroll: true });
  } else return;
  event.preventDefault();
}

$("picture").addEventListener("keydown", onPictureKey);
$("picture").addEventListener("pointerover", (event) => pointAt(shapeOf(event.target)));
$("picture").addEventListener("focusin", (event) => {
  const shape = shapeOf(event.target);
  if (shape) becomeTabStop(shape);
  pointAt(shape);
});
$("picture").addEventListener("focusout", () => pointAt(undefined));
$("picture").addEventListener("click", (event) => {
  const shape = shapeOf(event.target);
  pointAt(shape);
  if (shape) chooseForNudge(shape.node);
});
$("frame").parentElement.addEventListener("pointerleave", () => pointAt(undefined));
document.addEventListener("keydown", (event) => event.key === "Escape" && pointAt(undefined));
becomeTabStop(told[0]);

// Beside the picture.

const camera = makeCamera($("frame"), picture, $("strip"));
for (const [id, jump] of Object.entries(JUMPS)) $(id).addEventListener("click", () => byHand(jump));
$("play").addEventListener("click", playOrPause);
$("scrub").max = LAST;
$("scrub").addEventListener("input", () => byHand(() => goTo($("scrub").valueAsNumber)));
$("unit").addEventListener("change", () => {
  state.unit = $("unit").value;
  keepRoom();
});
$("reset").addEventListener("click", () => setInputs(new Map(initial)));
document.addEventListener("keydown", onKey);

DATA.nodes.forEach((node, i) => {
  if (!node.isConstant) made("option", { value: i }, $("nudge-node"), node.name);
});
$("nudge-step").value = typed(FIRST_STEP);
$("nudge-node").addEventListener("change", () => chooseForNudge(Number($("nudge-node").value)));
$("nudge-step").addEventListener("input", () => {
  const x = readNumber($("nudge-step").value).number;
  const isStep = Number.isFinite(x) && x !== 0;
  $("nudge-step").setAttribute("aria-invalid", String(!isStep));
  state.noStep = isStep ? undefined : shortText($("nudge-step").value);
  $("nudge-text").setAttribute("aria-live", isStep ? "off" : "polite"); // numbers would be read out at every step
  if (isStep) state.step = x;
  showNudge();
});
$("nudge-turn").addEventListener("click", () => {
  state.step = -state.step;
  $("nudge-step").value = typed(state.step);
  state.noStep = undefined;
  $("nudge-step").setAttribute("aria-invalid", "false");
  showNudge();
});
chooseForNudge(inputsOf()[0] ?? OUTPUT);

$("full").hidden = !document.fullscreenEnabled;
$("full").addEventListener("click", () =>
  document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen(),
);

// A link to what is seen.

function openLink() {
  const { step, inputs, problems } = readLink(location.hash, state.frame);
  if (inputs) state.inputs = new Map(inputsOf().map((i, k) => [i, inputs[k]]));
  if (step !== undefined) [state.frame, state.from] = [step, step - 1];
  if (inputs || step !== undefined) setInputs(state.inputs);
  notice(problems.join(" "));
}

async function copyLink() {
  history.replaceState(null, "", linkTo(state.frame, state.inputs));
  try {
    await navigator.clipboard.writeText(location.href);
    notice(said("stepper.notice.copied"));
  } catch {
    notice(said("stepper.notice.not_copied"));
  }
}

const IDS = new Set(["#player"]); // the page's own links
$("copy").hidden = !/^(file|https?):/.test(location.protocol);
$("copy").addEventListener("click", copyLink);
addEventListener("hashchange", () => IDS.has(location.hash) || openLink());

// Room for the longest sentence, so that nothing jumps from step to step.
function keepRoom() {
  const room = made("div", { class: "room", "aria-hidden": "true" }, $("step").parentElement);
  room.style.width = `${$("step").offsetWidth}px`;
  const steps = stops(state.unit).map((k, place, all) => {
    const step = made("div", { class: "step" }, room);
    for (const part of ["phase", "line", "reason"]) made("p", { class: part }, step);
    showStep([...step.children], k, all[place - 1] ?? -1);
    return step;
  });
  ["phase", "line", "reason"].forEach((part, place) => {
    $(part).style.minHeight = `${Math.max(...steps.map((step) => step.children[place].offsetHeight))}px`;
  });
  room.remove();
}

// The picture stays on the screen: what is tabbed to stops below it.
function keepClear() {
  const isSticky = getComputedStyle($("frame").parentElement).position === "sticky";
  document.documentElement.style.scrollPaddingTop = isSticky ? `${$("frame").parentElement.offsetHeight}px` : "";
}

const { name: title, formula } = DATA.nodes[OUTPUT];
showPieces($("title"), [[title, "name"], ...(formula && formula !== title ? [plain(` = ${formula}`)] : [])]);
const LEGENDS = { gradient: "stepper.river.gradient", value: "stepper.river.value" };
if (DATA.weight) {
  const [positive, negative] = [[said("stepper.river.positive"), "positive"], [said("stepper.river.negative"), "negative"]];
  showPieces($("legend"), words(LEGENDS[DATA.weight], { positive, negative }));
}
if (location.hash && !IDS.has(location.hash)) openLink();
show();
follow(true);
addEventListener("message", followHost);
new ResizeObserver(() => {
  keepRoom();
  keepClear();
  tellHost();
}).observe($("step").parentElement);
