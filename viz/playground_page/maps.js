// Small maps of what units answer over the plane: numbers on a grid, colours, and the border where the answer turns. Not
// here: where a map stands (diagram.js, answer.js).

const RESOLUTIONS = [56, 40, 28, 20, 14]; // cells to a side; fewer where a frame takes too long
const EDGE = 0.12; // of the data's extent, around it
const SHADES = 128; // on either side of 0

// Around all points of the plane: a square, or, where across and up are not alike, just what they need.
function boundsOf(points, isSquare = true) {
  const sides = [0, 1].map((k) => points.map((point) => point[k]).filter(Number.isFinite));
  const [left, right, bottom, top] = sides.flatMap((side) => (side.length ? [leastOf(side), mostOf(side)] : [-1, 1]));
  const most = Math.max(right - left, top - bottom);
  const half = [right - left, top - bottom].map((extent) => (Math.max(isSquare ? most : extent, 0.2) / 2) * (1 + 2 * EDGE));
  const [x, y] = [(left + right) / 2, (bottom + top) / 2];
  return { left: x - half[0], right: x + half[0], bottom: y - half[1], top: y + half[1] };
}

// From -1 over 0 to 1: the colour of negative numbers, the background, that of positive ones.
function makeShades() {
  const style = getComputedStyle(document.documentElement);
  const [negative, ground, positive] = ["--negative", "--background", "--positive"].map((name) =>
    channels(resolved(style.getPropertyValue(name))));
  const shades = new Uint32Array(2 * SHADES + 1);
  const bytes = new Uint8Array(shades.buffer);
  shades.forEach((_, k) => {
    const part = (k - SHADES) / SHADES;
    const end = part < 0 ? negative : positive;
    const share = 0.85 * Math.abs(part);
    for (let c = 0; c < 3; c++) bytes[4 * k + c] = Math.round(ground[c] + (end[c] - ground[c]) * share);
    bytes[4 * k + 3] = 255;
  });
  return shades;
}

// A colour such as light-dark(white, black), as the page has it now.
function resolved(color) {
  const probe = made("span", { hidden: "" }, document.body);
  probe.style.color = color;
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

// The grid of a program with two inputs, or with one, across: `look(parameters)` computes every unit at every cell.
function makeGrid(program, bounds, side, features) {
  const runner = makeRunner(program, side * side);
  const none = program.targets.map(() => 0);
  const [step, down] = [(bounds.right - bounds.left) / side, (bounds.top - bounds.bottom) / side];
  for (let i = 0; i < side * side; i++) {
    const at = [bounds.left + ((i % side) + 0.5) * step, bounds.top - (Math.floor(i / side) + 0.5) * down];
    runner.setSample(i, featuresOf(at, features), none);
  }
  return {
    side,
    bounds,
    look(parameters) {
      runner.setParameters(parameters);
      runner.run(side * side);
    },
    numbers: (register) => runner.registers[register],
  };
}

// Samples as cells, for programs of other than two inputs: `places` says which sample each cell has.
function makeCells(program, samples, places) {
  const runner = makeRunner(program, Math.max(1, samples.length));
  samples.forEach((inputs, i) => runner.setSample(i, inputs, program.targets.map(() => 0)));
  const side = Math.ceil(Math.sqrt(places.length));
  const numbers = new Float64Array(side * side);
  return {
    side,
    look(parameters) {
      runner.setParameters(parameters);
      runner.run(samples.length);
    },
    numbers(register) {
      numbers.fill(0);
      places.forEach((sample, cell) => (numbers[cell] = runner.at(register, sample)));
      return numbers;
    },
  };
}

// Paints numbers into a canvas, `scaled(x)` from -1 to 1.
function paint(canvas, side, numbers, shades, scaled) {
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(side, side);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) {
    const x = scaled(numbers[i]);
    pixels[i] = shades[SHADES + Math.round(SHADES * (x > 1 ? 1 : x < -1 ? -1 : x || 0))];
  }
  pen.putImageData(image, 0, 0);
}

const asIs = (x) => x;

// Numbers of an activation without an end, by the largest.
function byLargest(numbers) {
  const most = largestOf(numbers);
  return (x) => x / most;
}

function largestOf(numbers) {
  let most = 1;
  for (const x of numbers) if (Math.abs(x) > most) most = Math.abs(x);
  return most;
}

// What a function of one input answers, as a curve over a map of 100 by 100.
function curveOf(numbers, { side, bounds }) {
  const points = Array.from({ length: side }, (_, i) => {
    const y = (100 * (bounds.top - numbers[i])) / (bounds.top - bounds.bottom);
    return `${((100 * (i + 0.5)) / side).toFixed(2)},${clamped(y, -99, 199).toFixed(2)}`;
  });
  return `M${points.join("L")}`;
}

// The border between cells above and below `middle`, as a path in units of cells: marching squares.
function borderOf(numbers, side, middle) {
  const pieces = [];
  const at = (column, row) => numbers[row * side + column] - middle;
  const crossing = (a, b) => a / (a - b);
  for (let row = 0; row + 1 < side; row++) {
    for (let column = 0; column + 1 < side; column++) {
      const [a, b, c, d] = [at(column, row), at(column + 1, row), at(column + 1, row + 1), at(column, row + 1)];
      const points = [];
      if (a > 0 !== b > 0) points.push([column + crossing(a, b), row]);
      if (b > 0 !== c > 0) points.push([column + 1, row + crossing(b, c)]);
      if (d > 0 !== c > 0) points.push([column + crossing(d, c), row + 1]);
      if (a > 0 !== d > 0) points.push([column, row + crossing(a, d)]);
      for (let k = 0; k + 1 < points.length; k += 2) {
        pieces.push(`M${points[k].map((x) => (x + 0.5).toFixed(2))}L${points[k + 1].map((x) => (x + 0.5).toFixed(2))}`);
      }
    }
  }
  return pieces.join("");
}
