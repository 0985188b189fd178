// Sentences by key, from the table of words in the data: the twin of autograd_core/words/filling.py; tests compare the
// two. A sentence is a list of [text, class] pieces; a field is text, a whole number, a piece, or a list of pieces.

const plain = (text) => [text, ""];
const textOf = (pieces) => pieces.map(([text]) => text).join("");

const FIELD = /\{(\w*)(?::([^/{}]*)\/([^/{}]*))?\}/;
const SPOKEN_END = /(?:[A-Za-z]+|[가-힣0-9０-９Α-Ωα-ω₀-₉⁰¹²³⁴-⁹%+−×*\/=√-])(?=[^A-Za-z가-힣0-9０-９Α-Ωα-ω₀-₉⁰¹²³⁴-⁹%+−×*\/=√-]*$)/;
const ENDS_IN_L = /[178１７８₁₇₈LlR]$|^r$|.le$/;
const ENDS_IN_CONSONANT = /[036０３６₀₃₆⁰¹²³⁴-⁹MmNnεουΕΟΥ]$|.(?:me|ne|ng)$|[^aeiou][aeiou][pt]$|out$/;
const FINALS = 28; // Unicode has Korean syllables in order, each with 28 finals; 0 is none

function particle(text, afterConsonant, afterVowel) {
  const end = text.normalize("NFC").match(SPOKEN_END)?.[0] ?? "";
  const isSyllable = "가" <= end && end <= "힣";
  const final = isSyllable ? (end.charCodeAt(0) - "가".charCodeAt(0)) % FINALS : 0;
  const isL = final === 8 || ENDS_IN_L.test(end);
  if (isL && afterConsonant.startsWith("으")) return afterVowel;
  return isL || final > 0 || ENDS_IN_CONSONANT.test(end) ? afterConsonant : afterVowel;
}

function asPieces(field) {
  if (typeof field === "number") return [plain(String(field).replace(/\B(?=(\d{3})+$)/g, ","))];
  if (typeof field === "string") return [plain(field)];
  return Array.isArray(field[0]) || field.length === 0 ? field : [field];
}

function filled(sentence, fields) {
  const template = typeof sentence === "string" ? sentence : sentence[fields.count === 1 ? "one" : "other"];
  const parts = template.split(FIELD); // literal, field, two particles, literal, ...
  const pieces = [plain(parts[0])];
  for (let i = 1; i < parts.length; i += 4) {
    const [name, afterConsonant, afterVowel, literal] = parts.slice(i, i + 4);
    const field = name === "" ? [] : asPieces(fields[name]);
    const before = textOf(name === "" ? pieces : field);
    const end = afterConsonant === undefined ? "" : particle(before, afterConsonant, afterVowel);
    pieces.push(...field, plain(end + literal));
  }
  return pieces.filter(([text]) => text !== "");
}

const words = (key, fields = {}) => filled(DATA.words[key], fields);
const said = (key, fields) => textOf(words(key, fields));
