// A straight-line program on many samples at once: each instruction runs over all of them before the next one does. The
// kernels are those of the stepper (kernels.js); what networks do most has a loop of its own. Not here: training.

// A register of one number for all samples has the mask 0, others -1: sample i has place i & mask.
const LOOPS = {
  add: (n, out, [a, b], [p, q]) => { for (let i = 0; i < n; i++) out[i] = a[i & p] + b[i & q]; },
  subtract: (n, out, [a, b], [p, q]) => { for (let i = 0; i < n; i++) out[i] = a[i & p] - b[i & q]; },
  multiply: (n, out, [a, b], [p, q]) => { for (let i = 0; i < n; i++) out[i] = a[i & p] * b[i & q]; },
  negative: (n, out, [a], [p]) => { for (let i = 0; i < n; i++) out[i] = -a[i & p]; },
  identity: (n, out, [a], [p]) => { for (let i = 0; i < n; i++) out[i] = a[i & p]; },
  greater: (n, out, [a, b], [p, q]) => { for (let i = 0; i < n; i++) out[i] = a[i & p] > b[i & q] ? 1 : 0; },
  relu: (n, out, [a], [p]) => { for (let i = 0; i < n; i++) out[i] = a[i & p] < 0 ? 0 : a[i & p]; },
  tanh: (n, out, [a], [p]) => { for (let i = 0; i < n; i++) out[i] = Math.tanh(a[i & p]); },
  where(n, out, [c, a, b], [o, p, q]) { for (let i = 0; i < n; i++) out[i] = c[i & o] !== 0 ? a[i & p] : b[i & q]; },
  dot(n, out, inputs, masks) {
    const count = (inputs.length - 1) / 2;
    const [bias, last] = [inputs[2 * count], masks[2 * count]];
    for (let i = 0; i < n; i++) out[i] = bias[i & last];
    for (let k = 0; k < count; k++) {
      const [a, b, p, q] = [inputs[k], inputs[count + k], masks[k], masks[count + k]];
      for (let i = 0; i < n; i++) out[i] += a[i & p] * b[i & q];
    }
  },
};

// Any other operation: its kernel, sample by sample. A closed gate lets 0 through.
function loopOf(kernel) {
  return (n, out, inputs, masks) => {
    const given = inputs.map(() => 0);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < inputs.length; k++) given[k] = inputs[k][i & masks[k]];
      out[i] = kernel(...given);
    }
  };
}

// Registers for up to `size` samples, and `run(count)`, which computes the loss, and with `isBackward` the gradients too.
function makeRunner(program, size, isBackward = false) {
  const isOne = new Set([...program.parameters, ...program.constants.map(([register]) => register)]);
  const used = new Set([...isOne, ...program.inputs, ...program.targets]);
  const instructions = isBackward ? [...program.forward, ...program.backward] : program.forward;
  for (const [, out] of instructions) used.add(out);
  const registers = Array.from({ length: program.registers }, (_, r) =>
    used.has(r) ? new Float64Array(isOne.has(r) ? 1 : size) : undefined);
  for (const [register, x] of program.constants) registers[register][0] = x;
  const steps = instructions.map(([kind, out, ...inputs]) => {
    const name = DATA.operations[kind].name;
    return {
      loop: LOOPS[name] ?? loopOf(KERNELS[name]),
      out: registers[out],
      inputs: inputs.map((register) => registers[register]),
      masks: inputs.map((register) => (isOne.has(register) ? 0 : -1)),
    };
  });
  return {
    size,
    registers,
    at: (register, i) => registers[register][isOne.has(register) ? 0 : i],
    setParameters(numbers) {
      program.parameters.forEach((register, k) => (registers[register][0] = numbers[k]));
    },
    // Sample i of the batch: its inputs and its target.
    setSample(i, inputs, target) {
      program.inputs.forEach((register, k) => (registers[register][i] = inputs[k]));
      program.targets.forEach((register, k) => (registers[register][i] = target[k]));
    },
    run(count) {
      for (const { loop, out, inputs, masks } of steps) loop(count, out, inputs, masks);
    },
    mean(register, count) {
      if (isOne.has(register)) return registers[register][0];
      let sum = 0;
      for (let i = 0; i < count; i++) sum += registers[register][i];
      return sum / count;
    },
  };
}
