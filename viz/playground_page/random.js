// Python's random.Random: the Mersenne twister of M. Matsumoto and T. Nishimura (1998), and what is drawn with it as
// Python draws; tests compare the two.

const LENGTH = 624;
const AHEAD = 397;
const [UPPER, LOWER, TWIST] = [0x80000000, 0x7fffffff, 0x9908b0df];

function stateOf(seed) {
  const state = new Uint32Array(LENGTH);
  state[0] = 19650218;
  const mixed = (i, factor) => Math.imul(state[i - 1] ^ (state[i - 1] >>> 30), factor);
  for (let i = 1; i < LENGTH; i++) state[i] = mixed(i, 1812433253) + i;
  const key = seed < 2 ** 32 ? [seed] : [seed >>> 0, Math.floor(seed / 2 ** 32)];
  let i = 1;
  const next = () => {
    if (++i < LENGTH) return;
    state[0] = state[LENGTH - 1];
    i = 1;
  };
  for (let k = 0; k < LENGTH; k++) {
    const j = k % key.length;
    state[i] = (state[i] ^ mixed(i, 1664525)) + key[j] + j;
    next();
  }
  for (let k = 0; k < LENGTH - 1; k++) {
    state[i] = (state[i] ^ mixed(i, 1566083941)) - i;
    next();
  }
  state[0] = UPPER;
  return state;
}

// `seed`: a whole number from 0 on.
function makeRandom(seed) {
  const state = stateOf(seed);
  let at = LENGTH;
  let spare; // of two normal numbers that are drawn together

  function turn() {
    for (let i = 0; i < LENGTH; i++) {
      const mixed = (state[i] & UPPER) | (state[(i + 1) % LENGTH] & LOWER);
      state[i] = state[(i + AHEAD) % LENGTH] ^ (mixed >>> 1) ^ (mixed & 1 ? TWIST : 0);
    }
    at = 0;
  }

  function word() {
    if (at === LENGTH) turn();
    let x = state[at++];
    x ^= x >>> 11;
    x ^= (x << 7) & 0x9d2c5680;
    x ^= (x << 15) & 0xefc60000;
    return (x ^ (x >>> 18)) >>> 0;
  }

  const random = () => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
  const uniform = (low, high) => low + (high - low) * random();

  function gauss(mean, deviation) {
    let z = spare;
    spare = undefined;
    if (z === undefined) {
      const angle = random() * 2 * Math.PI;
      const radius = Math.sqrt(-2 * Math.log(1 - random()));
      z = Math.cos(angle) * radius;
      spare = Math.sin(angle) * radius;
    }
    return mean + z * deviation;
  }

  // A whole number from 0 to count - 1.
  function below(count) {
    const unused = Math.clz32(count);
    let x;
    do x = word() >>> unused;
    while (x >= count);
    return x;
  }

  function shuffle(list) {
    for (let i = list.length - 1; i > 0; i--) {
      const j = below(i + 1);
      [list[i], list[j]] = [list[j], list[i]];
    }
    return list;
  }

  return { random, uniform, gauss, shuffle };
}
