// The samples of a ready page: a set, and what somebody moved, added or took away, in the order in which it was done; the
// last ones are held out for validation. Not here: where points come from (datasets.js).

const CLASSES = DATA.recorded?.classes ?? [[-1], [1]]; // the targets of each class
const sampleOf = (inputs, label) => ({ inputs, label, targets: CLASSES[label] });
const measuredSample = (inputs, target) => ({ inputs, label: Number(target > 0), targets: [target] }); // label: its shape

// Of {set, count, noise, seed, held} and edits: the samples, and how many of them are trained on.
function samplesOf(settings, edits) {
  const { inputs, labels, targets } = setOf(settings);
  const samples = inputs.map((at, i) => (targets ? measuredSample(at, targets[i]) : sampleOf(at, labels[i])));
  const found = {
    samples,
    isMeasured: Boolean(targets),
    trainCount: Math.max(1, Math.round(samples.length * (1 - settings.held))),
    features: DATA.sets[settings.set].inputs === 2 ? settings.features : undefined,
  };
  for (const edit of edits) applyEdit(found, edit);
  return found;
}

// ["3", x, y] moves number 3, ["+1", x, y] adds one of class 1, or with the target 1, in front of all, ["-3"] takes number
// 3 away.
function applyEdit(found, [what, ...at]) {
  const { samples } = found;
  const i = Math.abs(Number(what));
  if (what.startsWith("+")) {
    const inputs = at.map(Number);
    samples.unshift(found.isMeasured ? measuredSample(inputs, Number(what.slice(1))) : sampleOf(inputs, i ? 1 : 0));
    found.trainCount++;
  } else if (what.startsWith("-")) {
    if (samples.splice(i, 1).length && i < found.trainCount) found.trainCount--;
  } else if (samples[i]) samples[i].inputs = at.map(Number);
}

// {train, test}, as training takes them.
function divided({ samples, trainCount, features }) {
  samples.forEach((sample, i) => (sample.isTest = i >= trainCount));
  const part = (some) => ({
    inputs: some.map(({ inputs }) => featuresOf(inputs, features)), targets: some.map(({ targets }) => targets),
  });
  return { train: part(samples.slice(0, trainCount)), test: part(samples.slice(trainCount)) };
}
