// Learning: frame after frame, step by step, and what is said where it cannot go on.

const CALM = 250; // milliseconds between pictures where motion is unwelcome
const SLOW_PARTS = 6; // frames: curves, histograms and losses are drawn once in so many
const BUDGET = 12; // milliseconds of a frame for training
const [TOO_LONG, SHORT] = [34, 19]; // milliseconds of a frame: fewer cells, or more

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
  map = makeGrid(program, bounds, RESOLUTIONS[next], state.features);
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
