// Numbers as people type them, in any script, with a comma or a fraction: as viz/exercises/answers.py reads them; tests
// compare the two. Not here: what is said to what is none.

const SPACE = /[\t-\r \u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+/gu;
const FULL_WIDTH = /[\uff01-\uff5e]/gu;
const MINUS = /[\u2010\u2011\u2012\u2013\u2014\u2212\ufe63]/gu;
const SLASH = /[\u2044\u2215]/gu;
const NUMBER = "[+-]? ?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?";
const QUOTIENT = new RegExp(`^(${NUMBER})(?: ?/ ?(${NUMBER}))?$`, "u");
const WITH_GROUPS = /^([+-]? ?[1-9][0-9]{0,2}(?:,[0-9]{3})+)([.][0-9]*)?$/u;
const NAMED = { nan: NaN, inf: Infinity, infinity: Infinity, "\u221e": Infinity };
const squeezed = (text) => text.replace(SPACE, " ").replace(/^ +| +$/gu, "");
const withPoint = (text) => Number(text.replace(/,/gu, ".").replace(/ /gu, ""));

// {number}, or {problem}: "not_a_number", "two_readings" (1,234) or "divided_by_zero".
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
  if (grouped && grouped[2] === undefined) return { problem: "two_readings" };
  if (grouped) return { number: Number(typed.replace(/[, ]/gu, "")) };
  const parts = typed.match(QUOTIENT);
  if (!parts) return { problem: "not_a_number" };
  if (parts[2] === undefined) return { number: withPoint(parts[1]) };
  if (withPoint(parts[2]) === 0) return { problem: "divided_by_zero" };
  return { number: withPoint(parts[1]) / withPoint(parts[2]) };
}
