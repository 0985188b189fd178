// The update rules that the page knows, for one parameter: as nn/optimizers.py has them; tests compare the two. A rule is
// a function of the gradient and of what is remembered: what to subtract, and what to remember.

const OPTIMIZERS = {
  sgd: { remembers: [], rule: (rate) => (g) => [rate * g] },
  momentum: {
    remembers: ["velocity"],
    rule: (rate) => (g, velocity) => {
      velocity = 0.9 * velocity + rate * g;
      return [velocity, velocity];
    },
  },
  adam: {
    remembers: ["mean", "squares"],
    rule(rate, step) {
      const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
      const [weight, squareWeight] = [1 - beta1 ** step, 1 - beta2 ** step];
      return (g, mean, squares) => {
        mean = beta1 * mean + (1 - beta1) * g;
        squares = beta2 * squares + (1 - beta2) * (g * g);
        return [(rate * (mean / weight)) / (Math.sqrt(squares / squareWeight) + epsilon), mean, squares];
      };
    },
  },
};

// The memory of `count` parameters before the first step.
const forgotten = (name, count) => OPTIMIZERS[name].remembers.map(() => new Float64Array(count));

// {changes, memory} of step number `step`, from 1 on.
function stepOf(name, rate, step, gradients, memory) {
  const rule = OPTIMIZERS[name].rule(rate, step);
  const changes = new Float64Array(gradients.length);
  const fresh = memory.map((numbers) => new Float64Array(numbers.length));
  const [one, other] = memory; // no rule remembers more
  for (let i = 0; i < gradients.length; i++) {
    const found = rule(gradients[i], one?.[i], other?.[i]);
    changes[i] = found[0];
    for (let k = 0; k < fresh.length; k++) fresh[k][i] = found[k + 1];
  }
  return { changes, memory: fresh };
}
