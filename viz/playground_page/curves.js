// The losses as curves, and the gradients of each layer as a histogram. Not here: which numbers (training.js).

const CURVE = { width: 320, height: 130, left: 16, right: 8, top: 20, bottom: 18 };
const MOST_POINTS = 240;

// Of many numbers, so many that a curve can show: the last of each stretch.
function thinned(numbers) {
  const count = Math.min(numbers.length, MOST_POINTS);
  return Array.from({ length: count }, (_, k) => {
    const i = Math.ceil(((k + 1) * numbers.length) / count) - 1;
    return [i, numbers[i]];
  });
}

function makeCurves(svg) {
  const { width, height, left, right, top, bottom } = CURVE;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  const plain = { class: "axis" };
  drawn("path", { d: `M${left},${top}V${height - bottom}H${width - right}`, ...plain }, svg);
  const text = (x, y, anchor, content) => drawn("text", { x, y, "text-anchor": anchor, class: "tick" }, svg, content);
  return {
    svg,
    most: text(1, top - 8, "start", ""), // above the axis, where the largest number has room
    least: text(left - 5, height - bottom + 1, "end", "0"),
    first: text(left, height - 4, "start", ""),
    last: text(width - right, height - 4, "end", ""),
    test: drawn("path", { class: "test" }, svg),
    train: drawn("path", { class: "train" }, svg),
  };
}

function showCurves(curves, { losses, validation }) {
  const { width, height, left, right, top, bottom } = CURVE;
  const finite = [...losses, ...validation].filter(Number.isFinite);
  const most = finite.length ? mostOf(finite) || 1 : 1;
  const x = (i) => left + ((width - left - right) * i) / Math.max(1, losses.length - 1);
  const y = (loss) => height - bottom - ((height - bottom - top) * loss) / most;
  const line = (numbers) => {
    const shown = thinned(numbers).filter(([, loss]) => Number.isFinite(loss));
    return shown.length ? `M${shown.map(([i, loss]) => `${x(i).toFixed(1)},${y(loss).toFixed(1)}`).join("L")}` : "";
  };
  curves.train.setAttribute("d", line(losses));
  curves.test.setAttribute("d", line(validation));
  setLabel(curves.most, finite.length ? short(most) : "");
  setLabel(curves.first, losses.length ? said("playground.epoch", { count: 1 }) : "");
  setLabel(curves.last, losses.length > 1 ? said("playground.epoch", { count: losses.length }) : "");
}

const setLabel = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

const BINS = { least: -7, most: 1, perDecade: 3 };
const HISTOGRAM = { width: 300, height: 34, left: 30 };

// One row per layer; bars are how many weights have a gradient of that size, on the left those with none.
function makeHistograms(container, columns) {
  container.replaceChildren();
  return columns.slice(1).map((_, l) => {
    const row = made("div", { class: "histogram" }, container);
    made("span", {}, row, said("playground.layer", { number: l + 1 }));
    const svg = drawn("svg", { viewBox: `0 0 ${HISTOGRAM.width} ${HISTOGRAM.height}`, role: "img", preserveAspectRatio: "none" }, row);
    for (let decade = BINS.least; decade <= BINS.most; decade++) {
      const x = placeOfSize(decade);
      drawn("path", { d: `M${x},0V${HISTOGRAM.height}`, class: decade === 0 ? "axis" : "grid" }, svg);
    }
    return { svg, bars: drawn("path", { class: "bars" }, svg), middle: drawn("path", { class: "median" }, svg) };
  });
}

const placeOfSize = (decade) =>
  HISTOGRAM.left + ((HISTOGRAM.width - HISTOGRAM.left) * (decade - BINS.least)) / (BINS.most - BINS.least);

function showHistograms(histograms, program, gradients) {
  histograms.forEach(({ svg, bars, middle }, l) => {
    const sizes = program.lines.filter(({ head }) => head[0] === l + 1).map(({ parameter }) => Math.abs(gradients[parameter]));
    const count = (BINS.most - BINS.least) * BINS.perDecade;
    const bins = new Array(count + 1).fill(0); // the first: none
    for (const size of sizes) {
      const bin = Math.floor((Math.log10(size) - BINS.least) * BINS.perDecade);
      bins[size > 0 ? clamped(bin, 0, count - 1) + 1 : 0]++;
    }
    const most = Math.max(1, ...bins);
    const wide = (HISTOGRAM.width - HISTOGRAM.left) / count;
    bars.setAttribute("d", bins.map((n, k) => {
      const [x, w] = k ? [HISTOGRAM.left + (k - 1) * wide, wide - 1] : [2, 14];
      const h = (n / most) * (HISTOGRAM.height - 3);
      return n ? `M${x.toFixed(1)},${HISTOGRAM.height}v${(-h).toFixed(1)}h${w.toFixed(1)}v${h.toFixed(1)}z` : "";
    }).join(""));
    const median = [...sizes].sort((a, b) => a - b)[sizes.length >> 1] ?? 0;
    const at = median > 0 ? clamped(placeOfSize(Math.log10(median)), HISTOGRAM.left, HISTOGRAM.width) : 9;
    middle.setAttribute("d", `M${at.toFixed(1)},0V${HISTOGRAM.height}`);
    svg.setAttribute("aria-label", said("playground.histogram", { number: l + 1, median: short(median) }));
  });
}
