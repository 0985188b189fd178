// The page put together: links, lines of Python, buttons and keys.

function linkNow() {
  const { set, layers, features, lines, ...rest } = state.settings;
  const opened = state.opened?.unit ? { opened: `u${state.opened.unit.join(".")}` } : state.opened ? { opened: `w${state.opened.parameter}` } : {};
  return linkOf({
    ...(isReady ? { set, layers: layers.join(",") || "0", features: features.join(",") } : {}), ...Object.fromEntries(Object.entries(rest).filter(([key]) => READERS[key])), lines,
    ...whereItIs(), ...(isReady && state.edits.length ? { points: writtenPoints(state.edits) } : {}),
    ...(state.sample === undefined ? {} : { sample: state.sample + 1 }), ...opened, ...(isOffLink() ? { detour: 1 } : {}),
  });
}

// How a link leads to the parameters as they are: by steps from the start, or by themselves.
function whereItIs() {
  if (isOffLink() && fitsLink()) return { weights: writtenWeights(training.parameters) };
  const weights = state.start && fitsLink() ? { weights: writtenWeights(state.start) } : {};
  return { ...weights, ...(training.steps ? { steps: Math.min(training.steps, MOST_STEPS) } : {}) };
}

const fitsLink = () => program.parameters.length <= MOST_WEIGHTS;

// Whether steps from the start lead to another state: something was changed on the way, or they are too many.
const isOffLink = () => state.isDetour || training.steps > MOST_STEPS || (state.start !== undefined && !fitsLink());
const detourWords = () =>
  fitsLink() ? said("playground.notice.weights") : said("playground.notice.detour", { count: Math.min(training.steps, MOST_STEPS) });

// What a link asks for: its settings, the steps that it was taken at, and what was opened.
function openLink() {
  const { settings, problems } = readLink(location.hash);
  const { steps = 0, opened, sample, points, detour, weights, ...rest } = settings;
  const set = isReady ? DATA.sets[rest.set ?? state.settings.set] : {};
  state.settings = { ...DATA.settings, ...set, ...rest };
  state.edits = isReady && points ? readPoints(points, set.loss === MEASURED_LOSS) : [];
  if (points && writtenPoints(state.edits) !== points) problems.push(shortText(`points=${points}`));
  state.start = weights;
  restart();
  if (weights && weights.length !== program.parameters.length) {
    problems.push(shortText(`weights=${writtenWeights(weights)}`));
    state.start = undefined;
  }
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
  const unread = problems.length ? [said("playground.notice.link", { link: problems.join(", ") })] : [];
  if (state.opened) $("first").hidden = true;
  notice([...unread, ...(detour ? [detourWords()] : [])].join(" "));
}

function openedOf(text) {
  if (!text) return undefined;
  const [first, second] = text.slice(1).split(".").map(Number);
  if (text.startsWith("w")) return first < program.parameters.length ? { parameter: first } : undefined;
  return program.columns[first]?.[second] ? { unit: [first, second] } : undefined;
}

async function copied(text, done, more = []) {
  let told = done;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    told = "playground.notice.not_copied";
  }
  notice([said(told), ...more].join(" "));
}

$("copy").hidden = !/^(file|https?):/.test(location.protocol);
$("copy").addEventListener("click", () => {
  history.replaceState(null, "", linkNow());
  copied(location.href, "playground.notice.copied", isOffLink() ? [detourWords()] : []);
});
$("python").hidden = !isReady;
$("python").addEventListener("click", () => {
  const trainCount = state.trainCount < state.samples.length ? state.trainCount : undefined;
  const epochs = Math.max(1, training.epochs());
  const settings = { ...state.settings, batch: Math.min(state.settings.batch, state.trainCount) };
  setLabel($("lines"), pythonLines(settings, state.edits, trainCount, epochs, state.start));
  const note = [said("playground.python.note", { count: epochs }), ...(state.isDetour ? [said("playground.python.detour")] : [])];
  setLabel($("code-note"), note.join(" "));
  $("code").showModal();
});
$("copy-code").addEventListener("click", () => copied($("lines").textContent, "playground.notice.lines"));
$("close-code").addEventListener("click", () => $("code").close());

$("play").addEventListener("click", playOrPause);
$("step").addEventListener("click", () => byHand(() => training.step()));
$("one-epoch").addEventListener("click", () => byHand(() => training.epoch()));
$("restart").addEventListener("click", () => {
  if (!training.steps) state.start = undefined; // what was set by hand goes with a second press
  restart();
  showFault();
});
$("take").addEventListener("click", () => byHand(() => training.step()));
$("close").addEventListener("click", closeOpened);
$("weight-range").addEventListener("input", () => {
  moveWeight(state.opened.parameter, $("weight-range").valueAsNumber);
  $("weight").querySelector("output").textContent = short($("weight-range").valueAsNumber);
});
$("weight-range").addEventListener("change", showWhy);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (event.key === "Escape" && !$("code").open) return closeOpened();
  if (event.target.matches("input, select, button, a, [role=button], pre") || $("code").open) return;
  if (event.key === " ") playOrPause();
  else if (event.key === "ArrowRight") byHand(() => training.step());
  else if (event.key === "Home") byHand(restart);
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
if (isReady) {
  makeSets();
  makeFeatures();
}
makeFirstHint();
openLink();
showWhetherPlaying();
