// Which answers count as right: the twin of viz/exercises/verdicts.py; tests compare the two.

const TOLERANCE = 1e-3; // relative; people round ...
const DIGITS = 3; // ... and an answer rounded to three figures may be off by more
const NOISE = 1e-12; // of the largest term: what is left where terms cancel
const HALF = 0.5 * (1 + 1e-9); // of the last figure
const [KIND, , ALL] = [1, 2, 3]; // what a wrong answer is told: the kind of mistake, then where, then the arithmetic

function agree(answer, expected, { isWhole = false, noise = 0 } = {}) {
  if (expected === undefined) return false;
  if (answer === expected) return true;
  if (isWhole) return false;
  if (Number.isNaN(expected)) return Number.isNaN(answer);
  const distance = Math.abs(answer - expected);
  if (!Number.isFinite(distance)) return false;
  if (distance <= Math.max(TOLERANCE * Math.abs(expected), noise)) return true;
  if (expected === 0) return false;
  const exponent = Number(Math.abs(expected).toExponential(20).split("e")[1]);
  return Number(answer.toPrecision(DIGITS)) === answer && distance <= HALF * 10 ** (exponent + 1 - DIGITS);
}
