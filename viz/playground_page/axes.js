// What the large map stands on: numbers along its edges, and the bar that says which number a colour is. Not here: the map
// (answer.js).

const TICKS = 5; // about so many along an edge
const [NEAR_START, NEAR_END] = [0.03, 0.92]; // of an edge: beyond are its corner, and the name of what it counts

// Round numbers from `least` to `most`.
function ticksBetween(least, most) {
  const rough = (most - least) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const first = Math.ceil(least / step);
  return Array.from({ length: Math.floor(most / step) - first + 1 }, (_, k) => (first + k) * step);
}

// `names`: of what goes across, and of what goes up.
function showAxes(plot, { left, right, bottom, top }, [across, up]) {
  for (const old of plot.querySelectorAll(".tick-number")) old.remove();
  const put = (kind, share, text) => {
    const tick = made("span", { class: `tick-number ${kind}`, "aria-hidden": "true" }, plot, text);
    tick.style.setProperty("--at", share.toFixed(4));
  };
  for (const [kind, least, most, name] of [["across", left, right, across], ["up", bottom, top, up]]) {
    for (const x of ticksBetween(least, most)) {
      const share = (x - least) / (most - least);
      if (share > NEAR_START && share < NEAR_END) put(kind, share, short(x));
    }
    put(`${kind} axis-name`, 1, name);
  }
}

const BAR = 64; // cells

// The colours of what stands in the large map, from the least number to the largest.
function showBar(canvas, [first, last], diagram, unit, numbers, shades) {
  const isClassifier = unit.column === diagram.output[0] && diagram.program.isClassifier;
  const { scaled, ends } = barOf(diagram, unit, numbers);
  paint(canvas, BAR, Array.from({ length: BAR * BAR }, (_, i) => ((i % BAR) + 0.5) / BAR), shades, scaled);
  [first, last].forEach((label, k) => setLabel(label, isClassifier ? said(CLASS_SIGNS[k]) : short(ends[k])));
}

const CLASS_SIGNS = ["playground.sign.first", "playground.sign.second"];

// From 0 ... 1 along the bar to -1 ... 1, and the numbers at its ends.
function barOf(diagram, unit, numbers) {
  const { isClassifier, middle, targetMiddle, targetHalf } = diagram.program;
  const scale = unitScale(diagram, unit, numbers);
  if (unit.column !== diagram.output[0]) {
    const most = largestOf(numbers);
    return { scaled: (part) => scale(most * (2 * part - 1)), ends: [-most, most] };
  }
  if (isClassifier) return { scaled: (part) => scale(middle + 2 * Math.atanh(2 * part - 1)) };
  return {
    scaled: (part) => scale(targetMiddle + targetHalf * (2 * part - 1)), ends: [targetMiddle - targetHalf, targetMiddle + targetHalf],
  };
}
