// The settings: what they show, and what happens when they change.

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
  for (const button of $("sets").children) {
    const isChosen = button.dataset.set === settings.set;
    button.setAttribute("aria-checked", String(isChosen));
    button.setAttribute("tabindex", isChosen ? "0" : "-1");
  }
  $("river").checked = settings.lines === "river";
  showLooks();
  showWhatIsNone();
  showPieces($("legend"), words(settings.lines === "river" ? "playground.legend.river" : "playground.legend.weights", {
    positive: [said("playground.positive"), "positive"], negative: [said("playground.negative"), "negative"],
  }));
  if (isReady) {
    showLayers();
    showFeatures();
  }
}

// How the large map looks, and what is done there.
function showLooks() {
  const { shades, validation, set } = state.settings;
  const [isStepped, isHidden] = [shades === "steps", validation === "hidden"];
  diagram.isStepped = isStepped;
  answer.hideHeldOut(isHidden);
  [$("stepped").checked, $("held-out").checked] = [isStepped, !isHidden];
  $("held-out").parentElement.hidden = state.trainCount === state.samples.length;
  setLabel($("held-out-words"), said(isPlane() && isMeasured() ? "playground.held_out.small" : "playground.held_out"));
  $("bar").hidden = $("stepped").parentElement.hidden = isCurve();
  $("answer").classList.toggle("curve", isCurve());
  $("bar").classList.toggle("stepped", isStepped);
  const hasClasses = isReady ? !isMeasured() : Boolean(DATA.recorded.classes);
  for (const label of $("tool").querySelectorAll("[data-of]")) label.hidden = !hasClasses;
  $("key-copy").hidden = !hasClasses && !isReady;
  $("of-numbers").hidden = !isReady || !isMeasured();
  if (document.querySelector("input[name=tool]:checked").closest("[hidden]")) $("tool").querySelector("input").checked = true;
  if (isReady) setLabel($("set-name"), said(SET_NAMES[set]));
  setLabel($("right-title"), said(program.isClassifier ? "playground.right" : "playground.explained"));
}

// Settings that change nothing now cannot be changed.
function showWhatIsNone() {
  $("amount").disabled = state.settings.penalty === "none";
  $("activation").disabled = isReady && !state.settings.layers.length;
}

// What the network is given of a point: at least one of the functions.
function showFeatures() {
  const { features } = state.settings;
  for (const button of $("features").querySelectorAll("button")) {
    const isOn = features.includes(button.dataset.feature);
    button.setAttribute("aria-pressed", String(isOn));
    button.disabled = isOn && features.length === 1;
  }
}

function makeFeatures() {
  for (const [name, feature] of Object.entries(FEATURES)) {
    const button = made("button", { type: "button", "data-feature": name }, $("features"), feature.name);
    button.addEventListener("click", () => {
      const isOn = state.settings.features.includes(name);
      change({ features: Object.keys(FEATURES).filter((each) => (each === name ? !isOn : state.settings.features.includes(each))) });
    });
  }
}

function showLayers() {
  const { layers } = state.settings;
  $("layers").replaceChildren();
  const button = (text, label, act, isOff) => {
    const control = made("button", { type: "button", "aria-label": label, title: label }, $("layers"), text);
    control.disabled = isOff;
    control.addEventListener("click", () => changeLayers(act));
  };
  button("−", said("playground.layers.fewer"), () => layers.slice(0, -1), !layers.length);
  made("span", {}, $("layers"), layers.length ? said("playground.layers", { count: layers.length }) : said("playground.layers.none"));
  button("+", said("playground.layers.more"), () => [...layers, layers.at(-1) ?? 4], layers.length >= DATA.most.layers);
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
  state.start = undefined;
  notice("");
  restart();
  showFault();
}

function changeOnTheWay(fresh) {
  if (fresh.optimizer) training.changeOptimizer(fresh.optimizer);
  Object.assign(state.settings, fresh);
  if (training.steps) state.isDetour = true;
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

const MOST_TARGET = 1000;
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
typedNumber("target", (x) => Math.abs(x) <= MOST_TARGET, "playground.notice.target", (x) => (state.newTarget = x));
$("target").addEventListener("focus", () => ($("of-numbers").querySelector("[type=radio]").checked = true));
const LOOKS = [["river", "lines", ["weights", "river"]], ["stepped", "shades", ["smooth", "steps"]], ["held-out", "validation", ["hidden", "shown"]]];
for (const [id, key, names] of LOOKS) {
  $(id).addEventListener("change", () => {
    state.settings[key] = names[Number($(id).checked)];
    showSettings();
    draw(true);
  });
}

function notice(text) {
  setLabel($("notice"), text);
}

const SET_NAMES = {
  circles: "playground.set.circles", quadrants: "playground.set.quadrants", moons: "playground.set.moons",
  spirals: "playground.set.spirals", symmetry: "playground.set.symmetry", plane: "playground.set.plane", bumps: "playground.set.bumps",
};

// The choice of a set, each as a picture of its points.
function makeSets() {
  Object.keys(DATA.sets).forEach((set) => {
    const button = made("button", { type: "button", role: "radio", "data-set": set, title: said(SET_NAMES[set]) }, $("sets"));
    button.setAttribute("aria-label", said(SET_NAMES[set]));
    const { inputs, labels, targets } = setOf({ set, count: DATA.sets[set].loss === MEASURED_LOSS ? 200 : 90, noise: 0.02, seed: 1 });
    const points = set === "symmetry" ? labels.map((_, i) => [(i >> 3), ((i & 1) << 2) | (i & 2) | ((i & 4) >> 2)]) : inputs;
    const { left, right, bottom, top } = boundsOf(points);
    const svg = drawn("svg", { viewBox: "0 0 40 40", "aria-hidden": "true" }, button);
    points.forEach(([x, y], i) => {
      const at = { cx: (40 * (x - left)) / (right - left), cy: (40 * (top - y)) / (top - bottom), r: targets ? 2.2 : 1.5 };
      const isSecond = targets ? targets[i] > 0 : labels[i];
      drawn("circle", { ...at, class: isSecond ? "second" : "first", opacity: targets ? Math.min(1, Math.abs(targets[i])) : 1 }, svg);
    });
    button.addEventListener("click", () => {
      state.edits = [];
      const { seed, lines, shades, validation } = state.settings;
      change({ ...DATA.settings, ...DATA.sets[set], seed, lines, shades, validation, set });
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

// What can be clicked, said until somebody has read it, or has opened something.
const HINT = "playground-hint";

function makeFirstHint() {
  $("first-close").addEventListener("click", () => {
    forgetFirstHint();
    $("play").focus();
  });
  $("first").hidden = isHintKnown();
}

function isHintKnown() {
  try {
    return localStorage.getItem(HINT) !== null;
  } catch {
    return false; // where pages may not remember
  }
}

function forgetFirstHint() {
  if ($("first").hidden) return;
  $("first").hidden = true;
  try {
    localStorage.setItem(HINT, "known");
  } catch {
    // it will be said again
  }
}
