// The page: what is shown now, and what changes it.

const $ = (id) => document.getElementById(id);
const initial = new Map(inputsOf().map((i) => [i, Number(DATA.trace[i].data)]));
const FIRST_SHOWN = DATA.show === "forward" ? SEED - 1 : LAST;
const state = { frame: FIRST_SHOWN, inputs: new Map(initial), pointedAt: undefined, timer: undefined };
const picture = drawPicture($("picture"));
const fields = makeFields($("fields"), initial, changeInput);
let numbers = computed();

// Where a node has no value, nothing has a gradient: rules alone would give one, such as 1 / x for log at -1.
function computed() {
  const fresh = evaluated(DATA.trace, state.inputs);
  return fault(fresh) ? fresh.fill(NaN, DATA.nodes.length) : fresh;
}

function show() {
  const k = state.frame;
  const problem = fault(numbers);
  updatePicture(picture, k, numbers, problem?.node);
  const { phase, line, reason } = sentence(k, numbers);
  showPieces($("phase"), [plain(phase)]);
  showPieces($("line"), line);
  showPieces($("reason"), reason);
  $("fault").hidden = !problem;
  if ($("fault").textContent !== (problem?.text ?? "")) $("fault").textContent = problem?.text ?? "";
  $("scrub").value = k;
  $("scrub").setAttribute("aria-valuetext", said("stepper.progress", { step: k, last: LAST, phase }));
  showPieces($("count"), [plain(`${k} / ${LAST}`)]);
  for (const [id, isAtLimit] of [["start", k === 0], ["back", k === 0], ["next", k === LAST], ["end", k === LAST]]) {
    $(id).setAttribute("aria-disabled", String(isAtLimit)); // not disabled: that would take the focus away
  }
  for (const field of fields) updateField(field, k, numbers);
  $("reset").hidden = [...initial].every(([i, x]) => state.inputs.get(i) === x);
  showDetails($("details-title"), $("details-text"), state.pointedAt ?? FRAMES[k].node ?? OUTPUT, k, numbers);
}

function changeInput(i, x) {
  state.inputs.set(i, x);
  numbers = computed();
  show();
}

function resetInputs() {
  state.inputs = new Map(initial);
  numbers = computed();
  show();
}

function goTo(k) {
  const frame = Math.min(Math.max(k, 0), LAST);
  if (frame === state.frame) return;
  state.frame = frame;
  show();
  bringIntoView($("frame"), picture, frame);
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
    goTo(state.frame + 1);
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

const JUMPS = {
  start: () => goTo(0),
  back: () => goTo(state.frame - 1),
  next: () => goTo(state.frame + 1),
  end: () => goTo(LAST),
};
const KEYS = { ArrowLeft: JUMPS.back, ArrowRight: JUMPS.next, Home: JUMPS.start, End: JUMPS.end };

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const target = event.target;
  const isField = target.matches("input, select") && target.id !== "scrub";
  if (event.key === " " && !isField && !target.matches("button")) playOrPause();
  else if (KEYS[event.key] && !isField) byHand(KEYS[event.key]);
  else return;
  event.preventDefault();
}

function byHand(jump) {
  pause();
  jump();
}

function pointAt(node) {
  state.pointedAt = node;
  show();
}

const nodeUnder = (event) => {
  const group = event.target.closest?.("g.shape");
  return group ? Number(group.dataset.node) : undefined;
};

for (const [id, jump] of Object.entries(JUMPS)) $(id).addEventListener("click", () => byHand(jump));
$("play").addEventListener("click", playOrPause);
$("scrub").max = LAST;
$("scrub").addEventListener("input", () => byHand(() => goTo($("scrub").valueAsNumber)));
$("reset").addEventListener("click", resetInputs);
document.addEventListener("keydown", onKey);
for (const [enter, leave] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  $("picture").addEventListener(enter, (event) => pointAt(nodeUnder(event)));
  $("picture").addEventListener(leave, () => pointAt(undefined));
}

const { name: title, formula } = DATA.nodes[OUTPUT];
showPieces($("title"), [[title, "name"], ...(formula && formula !== title ? [plain(` = ${formula}`)] : [])]);
show();
