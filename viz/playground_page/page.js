// The page put together: links, lines of Python, buttons and keys.

function linkNow() {
  const { set, layers, features, lines, ...rest } = state.settings;
  const opened = state.opened?.unit ? { opened: `u${state.opened.unit.join(".")}` } : state.opened ? { opened: `w${state.opened.parameter}` } : {};
  return linkOf({
    ...(isReady ? { set, layers: layers.join(","), features: features.join(",") } : {}), ...Object.fromEntries(Object.entries(rest).filter(([key]) => READERS[key])), lines,
    ...(training.steps ? { steps: Math.min(training.steps, MOST_STEPS) } : {}), ...(isReady && state.edits.length ? { points: writtenPoints(state.edits) } : {}),
    ...(state.sample === undefined ? {} : { sample: state.sample + 1 }), ...opened, ...(isOffLink() ? { detour: 1 } : {}),
  });
}

// Whether a link leads to another state: it starts anew with the last settings, and takes as many steps.
const isOffLink = () => state.isDetour || training.steps > MOST_STEPS;
const detourWords = () => said("playground.notice.detour", { count: Math.min(training.steps, MOST_STEPS) });

// What a link asks for: its settings, the steps that it was taken at, and what was opened.
function openLink() {
  const { settings, problems } = readLink(location.hash);
  const { steps = 0, opened, sample, points, detour, ...rest } = settings;
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
  const unread = problems.length ? [said("playground.notice.link", { link: problems.join(", ") })] : [];
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
if (isReady) {
  makeSets();
  makeFeatures();
}
openLink();
showWhetherPlaying();
