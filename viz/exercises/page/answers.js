// Answers as people type them: the twin of viz/exercises/answers.py; tests compare the two. What is no number is the
// sentence that says so.

const LONGEST_ECHO = 24; // characters of an answer that a sentence repeats
const SPACE = /[\t-\r \u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+/gu;
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;
const FULL_WIDTH = /[\uff01-\uff5e]/gu;
const MINUS = /[\u2010\u2011\u2012\u2013\u2014\u2212\ufe63]/gu;
const SLASH = /[\u2044\u2215]/gu;
const NUMBER = "[+-]? ?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?";
const QUOTIENT = new RegExp(`^(${NUMBER})(?: ?/ ?(${NUMBER}))?$`, "u");
const WITH_GROUPS = /^([+-]? ?[1-9][0-9]{0,2}(?:,[0-9]{3})+)([.][0-9]*)?$/u;
const NAMED = { nan: NaN, inf: Infinity, infinity: Infinity, "\u221e": Infinity };

const squeezed = (text) => text.replace(SPACE, " ").replace(/^ +| +$/gu, "");
const withPoint = (text) => Number(text.replace(/,/gu, ".").replace(/ /gu, ""));

function echo(text) {
  const line = [...squeezed(text).replace(UNSEEN, "")];
  return line.length <= LONGEST_ECHO ? line.join("") : `${line.slice(0, LONGEST_ECHO - 1).join("")}…`;
}

const isOpenText = (text) => squeezed(text) === "";

// {number} or {problem}, a sentence.
function readNumber(text) {
  const typed = squeezed(
    text
      .replace(FULL_WIDTH, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
      .replace(MINUS, "-")
      .replace(SLASH, "/"),
  );
  const name = typed.replace(/^[+-]/u, "").toLowerCase();
  if (Object.hasOwn(NAMED, name)) return { number: typed.startsWith("-") ? -NAMED[name] : NAMED[name] };
  const grouped = typed.match(WITH_GROUPS);
  if (grouped && grouped[2] === undefined) return { problem: said("exercise.two_readings", { answer: echo(text) }) };
  if (grouped) return { number: Number(typed.replace(/[, ]/gu, "")) };
  const parts = typed.match(QUOTIENT);
  if (!parts) return { problem: said("exercise.not_a_number", { answer: echo(text) }) };
  if (parts[2] === undefined) return { number: withPoint(parts[1]) };
  if (withPoint(parts[2]) === 0) return { problem: said("exercise.divided_by_zero", { answer: echo(text) }) };
  return { number: withPoint(parts[1]) / withPoint(parts[2]) };
}
