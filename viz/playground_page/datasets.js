// The data of the ready pages: the same points as those of nn.datasets, drawn from the same seeds; tests compare the two.
// A set is {inputs: [[x, y], ...], labels: [0, 1, ...]}, and the classes take turns; or it has numbers as its targets,
// {inputs, targets}.

const drawnSet = (count, draw) => {
  const labels = Array.from({ length: count }, (_, i) => i % 2);
  return { inputs: labels.map(draw), labels };
};
const onCircle = (radius, angle) => [radius * Math.cos(angle), radius * Math.sin(angle)];
const shaken = ([x, y], random, noise) => [x + random.gauss(0, noise), y + random.gauss(0, noise)];

function surface(height, count, noise, random) {
  const inputs = [];
  const targets = Array.from({ length: count }, () => {
    const point = [random.uniform(-1, 1), random.uniform(-1, 1)];
    inputs.push(point);
    return height(...point) + random.gauss(0, noise);
  });
  return { inputs, targets };
}
const hill = (x, y) => Math.exp(-(x * x + y * y) / (2 * 0.35 * 0.35));

const SETS = {
  circles(count, noise, random) {
    return drawnSet(count, (label) => {
      const radius = label ? 0.5 * Math.sqrt(random.uniform(0, 1)) : random.uniform(0.7, 1);
      return shaken(onCircle(radius, random.uniform(0, 2 * Math.PI)), random, noise);
    });
  },
  quadrants(count, noise, random) {
    return drawnSet(count, (label) => {
      const side = random.random() < 0.5 ? 1 : -1;
      const x = side * random.uniform(0.1, 1);
      const y = (label ? -side : side) * random.uniform(0.1, 1);
      return shaken([x, y], random, noise);
    });
  },
  moons(count, noise, random) {
    return drawnSet(count, (label) => {
      const [x, y] = onCircle(1, random.uniform(0, Math.PI));
      return shaken(label ? [1 - x, 0.5 - y] : [x, y], random, noise);
    });
  },
  spirals(count, noise, random) {
    return drawnSet(count, (label) => {
      const radius = Math.sqrt(random.uniform(0.01, 1));
      return shaken(onCircle(radius, 2 * Math.PI * radius + Math.PI * label), random, noise);
    });
  },
  plane: (count, noise, random) => surface((x, y) => (x + y) / 2, count, noise, random),
  bumps: (count, noise, random) => surface((x, y) => hill(x - 0.5, y - 0.5) - hill(x + 0.5, y + 0.5), count, noise, random),
  symmetry() {
    const inputs = Array.from({ length: 64 }, (_, i) => [32, 16, 8, 4, 2, 1].map((bit) => (i & bit ? 1 : 0)));
    return { inputs, labels: inputs.map((bits) => Number(bits.every((bit, k) => bit === bits[5 - k]))) };
  },
};

const setOf = ({ set, count, noise, seed }) => SETS[set](count, noise, makeRandom(seed));
