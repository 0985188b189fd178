// The forward functions, one per row of autograd_core.TABLE, on real numbers. No derivative is written here: gradients
// reach the page as a graph of these same operations. Where the engine raises an error, a kernel answers NaN.

const orNoValue = (result, ...inputs) => (Number.isFinite(result) || !inputs.every(Number.isFinite) ? result : NaN);

function power(base, exponent) {
  // IEEE 754 and Python say 1, JavaScript NaN
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return orNoValue(Math.pow(base, exponent), base, exponent);
}

const relu = (x) => (x < 0 ? 0 : x);
const exp = (x) => orNoValue(Math.exp(x), x);
const expm1 = (x) => orNoValue(Math.expm1(x), x);

function sigmoid(x) {
  const decay = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : decay) / (1 + decay);
}

function extreme(inputs, isBetter) {
  let result = inputs[0];
  for (const x of inputs.slice(1)) {
    if (isBetter(x, result) || Number.isNaN(x)) result = x;
  }
  return result;
}

function weightedSum(inputs) {
  const n = (inputs.length - 1) / 2;
  let sum = inputs[2 * n];
  for (let i = 0; i < n; i++) sum += inputs[i] * inputs[n + i];
  return sum;
}

// Python's x % y and x // y: the remainder has the sign of the divisor.
const isOnOtherSide = (rest, y) => rest !== 0 && rest < 0 !== y < 0;

function remainder(x, y) {
  if (y === 0) return NaN;
  const rest = x % y;
  if (rest === 0) return y < 0 ? -0 : 0;
  return isOnOtherSide(rest, y) ? rest + y : rest;
}

function wholeQuotient(x, y) {
  if (y === 0) return NaN;
  const rest = x % y;
  const quotient = (x - rest) / y - isOnOtherSide(rest, y); // a whole number, but for its rounding
  return quotient === 0 ? Math.sign(x / y) * 0 : Math.round(quotient);
}

const LARGE = 1; // from here on 1 - erf(x) would lose digits, and TERMS of the fraction are enough for all of them
const TERMS = 200;

// exp(-x^2), the rounding of x^2 made good: it would cost three digits at x = 26.
function gauss(x) {
  const short = Math.round(x * 16) / 16;
  return Math.exp(-short * short) * Math.exp(-(x - short) * (x + short));
}

// erf(x) = 2 / sqrt(pi) exp(-x^2) (x + 2 x^3 / 3 + 4 x^5 / 15 + ...), all terms of one sign (Abramowitz and Stegun, 7.1.6)
function erfSeries(x) {
  let term = x;
  let sum = x;
  for (let n = 1; n < 60; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * gauss(x) * sum;
}

// erfc(x) = exp(-x^2) / sqrt(pi) / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...)))) (Abramowitz and Stegun, 7.1.14)
function erfcFraction(x) {
  if (x > 28) return 0;
  let rest = x;
  for (let k = TERMS; k > 0; k--) rest = x + k / 2 / rest;
  return gauss(x) / (Math.sqrt(Math.PI) * rest);
}

const isIndex = (x, count) => Number.isInteger(x) && x >= 0 && x < count;

// What a closed gate lets through is null: in sums it is 0, and what it multiplies becomes null too, a NaN as well.
const isNothing = (x) => x === null;
const product = (x, y) => (isNothing(x) || isNothing(y) ? null : x * y);
const total = (terms) => (terms.every(isNothing) ? null : terms.reduce((sum, term) => sum + term));

const KERNELS = {
  step: (x) => (x >= 0 ? 1 : 0),
  greater: (x, y) => (x > y ? 1 : 0),
  equal: (x, y) => (x === y ? 1 : 0),
  where: (condition, x, y) => (condition !== 0 ? x : y),
  identity: (x) => x ?? 0,
  add: (x, y) => total([x, y]),
  subtract: (x, y) => total([x, isNothing(y) ? null : -y]),
  multiply: product,
  divide: (x, y) => (isNothing(x) ? null : y === 0 ? NaN : x / y),
  negative: (x) => (isNothing(x) ? null : -x),
  absolute: Math.abs,
  power_by_number: power,
  power_of_number: power,
  power,
  exp,
  expm1,
  bell: (x) => {
    const decay = Math.exp(-Math.abs(x));
    return decay / ((1 + decay) * (1 + decay));
  },
  log_of_base: (x) => (x === 0 ? x : Math.log(x)),
  log: (x) => orNoValue(Math.log(x), x),
  log1p: (x) => orNoValue(Math.log1p(x), x),
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  sigmoid,
  softplus: (x) => relu(x) + Math.log1p(Math.exp(-Math.abs(x))),
  relu,
  leaky_relu: (x, slope) => (x > 0 ? x : slope * x),
  elu: (x, alpha) => (x > 0 ? x : alpha * expm1(-relu(-x))),
  maximum: (...inputs) => extreme(inputs, (x, best) => x > best),
  minimum: (...inputs) => extreme(inputs, (x, best) => x < best),
  sum: (...inputs) => total(inputs),
  dot: (...inputs) => weightedSum(inputs),
  exp2: (x) => orNoValue(Math.pow(2, x), x),
  log2: (x) => orNoValue(Math.log2(x), x),
  log10: (x) => orNoValue(Math.log10(x), x),
  sinh: (x) => orNoValue(Math.sinh(x), x),
  cosh: (x) => orNoValue(Math.cosh(x), x),
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  hypot: (x, y) => Math.hypot(x, y),
  atan2: Math.atan2,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: (x) => orNoValue(Math.atanh(x), x),
  erf: (x) => (Math.abs(x) < LARGE ? erfSeries(x) : Math.sign(x) * (1 - erfcFraction(Math.abs(x)))),
  erfc: (x) => (x > LARGE ? erfcFraction(x) : x < -LARGE ? 2 - erfcFraction(-x) : 1 - erfSeries(x)),
  sign: (x) => (Number.isNaN(x) ? x : (x > 0) - (x < 0)),
  floor: Math.floor,
  floor_divide: wholeQuotient,
  mod: remainder,
  lookup: (index, ...entries) => (isIndex(index, entries.length) ? entries[index] : NaN),
  product: (...inputs) => inputs.reduce((result, x) => result * x),
  log_sum_exp: (...inputs) => {
    const highest = extreme(inputs, (x, best) => x > best);
    if (!Number.isFinite(highest)) return highest;
    return highest + Math.log(inputs.reduce((sum, x) => sum + Math.exp(x - highest), 0));
  },
};

// Whether an operation that refuses some numbers has refused these.
const DIVISIONS = ["divide", "floor_divide", "mod"];
function isRefused(operation, inputs, result) {
  if (DIVISIONS.includes(operation)) return inputs[1] === 0;
  if (operation === "dot") return false; // it asks for an odd number of inputs, of whatever numbers
  if (operation === "lookup") return !isIndex(inputs[0], inputs.length - 1);
  return Number.isNaN(result) && !inputs.some(Number.isNaN);
}

// Every number of a trace: a list of {operation, parents} (computed) and {data} (given), parents first.
// `inputs` maps positions of the list to numbers that take the place of its data. Once an operation that `mayRefuse`
// has refused its numbers, there are no more: the engine would have stopped there.
function evaluated(trace, inputs) {
  const numbers = [];
  let isOver = false;
  trace.forEach(({ operation, parents, data, mayRefuse }, i) => {
    if (!operation) {
      // a gradient that is a plain number, as behind a closed gate, is none either once there are no more numbers
      numbers.push(inputs.has(i) ? inputs.get(i) : isOver ? NaN : data === null ? null : Number(data));
      return;
    }
    const given = parents.map((parent) => numbers[parent]);
    const result = isOver ? NaN : KERNELS[operation](...given);
    isOver ||= Boolean(mayRefuse) && isRefused(operation, given, result);
    numbers.push(isOver ? NaN : result);
  });
  return numbers.map((x) => x ?? 0);
}
