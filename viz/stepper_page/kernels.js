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
const total = (terms) => terms.reduce((sum, term) => sum + term);

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

const KERNELS = {
  step: (x) => (x >= 0 ? 1 : 0),
  greater: (x, y) => (x > y ? 1 : 0),
  equal: (x, y) => (x === y ? 1 : 0),
  where: (condition, x, y) => (condition !== 0 ? x : y),
  identity: (x) => x,
  add: (x, y) => x + y,
  subtract: (x, y) => x - y,
  multiply: (x, y) => x * y,
  divide: (x, y) => (y === 0 ? NaN : x / y),
  negative: (x) => -x,
  absolute: Math.abs,
  power_by_number: power,
  power_of_number: power,
  power,
  exp,
  expm1,
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

// Every number of a program: a list of {operation, parents} (computed) and {data} (given), parents first.
// `inputs` maps positions of the list to numbers that take the place of its data.
function evaluated(program, inputs) {
  const numbers = [];
  program.forEach((instruction, i) => {
    const { operation, parents, data } = instruction;
    if (operation) numbers.push(KERNELS[operation](...parents.map((parent) => numbers[parent])));
    else numbers.push(inputs.has(i) ? inputs.get(i) : Number(data));
  });
  return numbers;
}
