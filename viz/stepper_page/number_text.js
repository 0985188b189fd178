// Numbers as a person writes them: the twin of autograd_core.notation.number_text for doubles; tests compare the two.
// And operations, as viz/stepper_page/labels.py has them (notation).

const SIGNIFICANT_DIGITS = 6;
const LONGEST_INTEGER = 15;

// The first `count` significant digits of a positive number and its exponent, rounded half to even as Python's Decimal.
function roundedDigits(x, count) {
  const [digits, exponent] = x.toExponential(100).replace(".", "").split("e"); // a tie is exact within 100 digits
  const isTie = /^50*$/.test(digits.slice(count));
  const isEven = Number(digits[count - 1]) % 2 === 0;
  if (isTie && isEven) return [digits.slice(0, count), Number(exponent)];
  const [rounded, roundedExponent] = x.toExponential(count - 1).replace(".", "").split("e");
  return [rounded, Number(roundedExponent)];
}

function numberText(x) {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x < 0 ? "-inf" : "inf";
  if (x === 0) return "0";
  const minus = x < 0 ? "-" : "";
  const integerDigits = Number(Math.abs(x).toExponential(20).split("e")[1]) + 1;
  const count = integerDigits <= LONGEST_INTEGER ? Math.max(SIGNIFICANT_DIGITS, integerDigits) : SIGNIFICANT_DIGITS;
  const [rounded, exponent] = roundedDigits(Math.abs(x), count);
  const digits = rounded.replace(/0+$/, "");
  if (exponent < -4 || exponent >= LONGEST_INTEGER) {
    return `${minus}${digits[0]}${digits.length > 1 ? "." + digits.slice(1) : ""}e${exponent}`;
  }
  if (exponent < 0) return `${minus}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const rest = digits.slice(exponent + 1);
  return `${minus}${whole}${rest ? "." + rest : ""}`;
}

// For print: with true minus signs, but for the exponent's.
const typeset = (x) => numberText(x).replace(/\b(\d[\d.]*e-)|-/g, (sign, exponent) => exponent ?? "−");

// As a factor or a later term: a negative number in parentheses.
function asOperand(x) {
  const text = typeset(x);
  return text.startsWith("−") ? `(${text})` : text;
}

// An operation as pieces of a sentence, with what `operand(position, isLater)` gives in the places of its inputs, of
// which it has the first `most`.
function written({ inputs, pieces, isPower }, operand, most = inputs.length) {
  const isCall = pieces[0].endsWith("(");
  const shown = inputs.slice(0, most).flatMap((position, k) => [
    ...(k ? [plain(pieces[k])] : []), operand(position, !isCall && (k > 0 || isPower || pieces[0] !== "")),
  ]);
  const more = inputs.length > most ? [plain(pieces[most].trimEnd() + " …")] : [];
  return [plain(pieces[0]), ...shown, ...more, plain(pieces[inputs.length])];
}
