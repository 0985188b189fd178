// A nudge: what happens to the output if a little is added somewhere, beside what gradient × step predicts. Not here:
// where that is shown (page.js).

const SMALL = 2 ** -20; // of a step, to look at the slope on its side of a kink
const SAME = 1e-9; // numbers that differ by less than this part of them are the same but for their rounding
const STILL_THERE = 0.5; // of what a prediction is off per step, if a much smaller step is off by that too, it is a kink

// The output when `step` is added to node i and nothing else is done.
function outputAfter(i, step, numbers, inputs) {
  const trace = DATA.trace.slice(0, DATA.nodes.length).with(i, { data: numbers[i] + step });
  return evaluated(trace, new Map(inputs).set(i, numbers[i] + step))[OUTPUT];
}

// {before, after, change, predicted, kind, slope}: `slope` is that on this side, where there is a kink.
function nudge(i, step, numbers, inputs) {
  const [before, slopeHere] = [numbers[OUTPUT], numbers[DATA.gradients[i]] / numbers[DATA.gradients[OUTPUT]]];
  const change = (size) => outputAfter(i, size, numbers, inputs) - before;
  const [really, predicted] = [change(step), slopeHere * step];
  const off = really - predicted;
  const small = step * SMALL;
  const offNearby = change(small) - slopeHere * small;
  const isUnseen = numbers[i] + step === numbers[i] || (really === 0 && predicted !== 0 && before + predicted === before);
  const kind = kindOf({ isUnseen, off, offNearby, before, really, predicted, step, small });
  return { before, after: before + really, really, predicted, kind, slope: change(small) / small, jump: change(small) };
}

function kindOf({ isUnseen, off, offNearby, before, really, predicted, step, small }) {
  if (!Number.isFinite(really) || !Number.isFinite(predicted)) return "nowhere";
  if (isUnseen) return "unseen";
  const rounding = SAME * Math.max(Math.abs(before), Math.abs(really), Math.abs(predicted));
  if (Math.abs(off) <= rounding) return "exact";
  if (Math.abs(offNearby) > STILL_THERE * Math.abs(off)) return "jump";
  const isKink = Math.abs(offNearby / small) > STILL_THERE * Math.abs(off / step);
  return isKink && Math.abs(offNearby) > Number.EPSILON * 8 * Math.abs(before) ? "kink" : "bends";
}

const VERDICTS = {
  exact: "stepper.nudge.exact",
  bends: "stepper.nudge.bends",
  kink: "stepper.nudge.kink",
  jump: "stepper.nudge.jump",
  nowhere: "stepper.nudge.nowhere",
  unseen: "stepper.nudge.unseen",
};

// What is said to a text that is no step.
const noStepSentence = (text) =>
  squeezed(text) === "" ? words("stepper.nudge.empty") : words("stepper.nudge.no_step", { text });

// The sentences about a nudge: what is predicted, what really happens, and why they differ.
function nudgeSentences(i, step, k, numbers, inputs) {
  if (!isValueShown(OUTPUT, k)) return [words("stepper.nudge.not_yet"), [], []];
  const found = nudge(i, step, numbers, inputs);
  const isKnown = k === LAST || (gradientShown(i, k) !== undefined && !isPartial(i, k));
  const signed = (x) => `${x > 0 ? "+" : ""}${typeset(x)}`;
  const product = [
    gradient(found.predicted / step), plain(" × "), value(step, true), plain(" = "), [signed(found.predicted), "gradient"],
  ];
  const really = words("stepper.nudge.really", {
    output: name(OUTPUT), before: value(found.before), after: value(found.after), change: [signed(found.really), "forward"],
  });
  if (!isKnown) return [words("stepper.nudge.later"), really, []];
  const verdict = words(VERDICTS[found.kind], {
    slope: value(found.slope), gradient: gradient(found.predicted / step), change: value(found.jump),
  });
  return [words("stepper.nudge.predicted", { product }), really, verdict];
}
