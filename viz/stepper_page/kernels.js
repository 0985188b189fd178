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
};

// Whether an operation that refuses some numbers has refused these.
const isRefused = (operation, inputs, result) =>
  operation === "divide" ? inputs[1] === 0 : Number.isNaN(result) && !inputs.some(Number.isNaN);

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
