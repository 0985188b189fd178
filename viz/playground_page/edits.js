// Numbers and samples changed by hand. Not here: how samples follow from edits (samples.js).

function moveWeight(parameter, x) {
  training.parameters[parameter] = x;
  if (training.steps) state.isDetour = true;
  else state.start = [...training.parameters];
  training.fault = undefined;
  showFault();
  draw(true);
}

function changedData(isSameCount) {
  training.data = divided(state);
  if (training.steps || !isReady) state.isDetour = true; // a link has the data of a ready page, as they were last
  if (!isSameCount) {
    const kept = { ...training };
    training = makeTraining(program, training.data, state.settings, training.parameters, drawnStart().random);
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

// `what`: its class, or its target.
function addPoint(inputs, what) {
  changeSamples([`+${what}`, ...roundedPoint(inputs)]);
}

// Another one beside it, which can be moved from there.
function copyPoint(i) {
  const { inputs, label, targets } = state.samples[i];
  if (isReady || DATA.recorded.classes) addPoint([inputs[0] + STEP, inputs[1]], isMeasured() ? targets[0] : label);
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
