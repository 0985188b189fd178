// Other numbers for the same exercise, drawn from a seed: the twin of viz/exercises/variants.py; tests compare the two.

const ATTEMPTS = 12; // of which the one with the shortest numbers is taken
const TELLING_LITTLE = ["0", "1", "-1"];

// 32 bits of a seed and a place, each as good as random.
function mixed(seed, place) {
  let x = (Math.imul(seed, 0x9e3779b1) + Math.imul(place, 0x85ebca77)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

// The inputs, node -> number, that a seed gives; undefined where the graph has a value at none of those it draws.
function variedInputs({ trace, names, inputs }, seed) {
  let best;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const drawn = new Map(
      inputs.map(({ node, choices }, i) => [node, choices[mixed(seed, attempt * inputs.length + i) % choices.length]]),
    );
    const values = evaluated(trace, drawn).slice(0, names.length);
    if (!values.every(Number.isFinite)) continue;
    const texts = values.filter((_, i) => trace[i].operation).map(numberText);
    const little = texts.filter((text) => TELLING_LITTLE.includes(text)).length;
    const rank = [little, Math.max(0, ...texts.map((text) => text.length))];
    if (!best || rank[0] < best.rank[0] || (rank[0] === best.rank[0] && rank[1] < best.rank[1])) best = { rank, drawn };
  }
  return best?.drawn;
}
