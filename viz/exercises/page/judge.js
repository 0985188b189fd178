// What is said to an answer on a worksheet: the twin of viz/exercises/judge.py; tests compare the two.

// The number that a formula gives: an index, or an operation's name and its inputs; undefined where it has no value.
function formulaValue(formula, number) {
  if (typeof formula === "number") return number(formula);
  const [operation, ...inputs] = formula;
  const found = inputs.map((each) => formulaValue(each, number));
  if (found.includes(undefined)) return undefined;
  const result = KERNELS[operation](...found);
  return isRefused(operation, found, result) ? undefined : result ?? 0;
}

const numbersIn = (formula) => (typeof formula === "number" ? [formula] : formula.slice(1).flatMap(numbersIn));
const operand = (text) => (text.startsWith("-") ? `(${text})` : text);

const LONGEST_LIST = 12; // terms; the middle of a longer list is left out
function elided(items) {
  const half = LONGEST_LIST / 2;
  return items.length <= LONGEST_LIST ? items : [...items.slice(0, half), "...", ...items.slice(-half)];
}

const [NOT_MULTIPLIED, CLOSED] = ["worksheet.guess.not_multiplied", "worksheet.guess.closed"];

function judgeOf({ blanks, names, gates }, numbers) {
  const blankOf = new Map(blanks.map((blank) => [blank.letter, blank]));
  const asked = new Map(blanks.map((blank) => [blank.number, blank.letter]));
  const isTrue = (number) => numbers[number];

  const noise = (blank) =>
    NOISE * Math.max(0, ...blank.terms.map((term) => Math.abs(numbers[term])).filter(Number.isFinite));
  const isRight = (blank, answer) =>
    agree(answer, numbers[blank.number], { isWhole: blank.isWhole, noise: noise(blank) });
  const gateText = (node) => said("worksheet.gate", { symbol: gates[node], node: names[node] });

  function guessed(blank, answer, number) {
    const found = blank.mistakes.find(([, formula]) => agree(answer, formulaValue(formula, number)));
    const isClosed = found?.[0] === NOT_MULTIPLIED && blank.switch !== null && number(blank.switch) === 0;
    return found ? said(isClosed ? CLOSED : found[0]) : "";
  }

  function place({ kind, gate, node, parts }) {
    if (kind === "value") return said("worksheet.place.value", { gate: gateText(gate) });
    if (kind === "share") return said("worksheet.place.share", { gate: gateText(gate), node: names[node] });
    return said("worksheet.place.sum", { node: names[node], count: parts.length });
  }

  function inputText(node, shown) {
    return names[node] === shown || names[node] === "" ? shown : `${names[node]} = ${shown}`;
  }

  function rule(blank) {
    const shown = blank.parts.map((part) => numberText(numbers[part]));
    const gate = gateText(blank.gate);
    const node = names[blank.node];
    if (blank.kind === "value") {
      const inputs = elided(shown.map((text, i) => inputText(blank.parts[i], text))).join(", ");
      return said("worksheet.rule.value", { gate, inputs, result: numberText(numbers[blank.number]) });
    }
    if (blank.kind === "share") {
      const [gradient, slope, amount] = shown;
      const reason = blank.reasons[String(numbers[blank.parts[1]])] ?? blank.otherwise;
      const product = said("worksheet.product", { gradient, slope, reason, amount });
      return said("worksheet.rule.share", { gate, node, product });
    }
    const amounts = elided(shown.map(operand)).join(" + ");
    return said("worksheet.rule.sum", { node, count: shown.length, amounts });
  }

  // What is said to the answer at a letter; `answers` are the numbers that are given by now, this one too.
  return function judgement(letter, answers, stage) {
    const blank = blankOf.get(letter);
    const answer = answers.get(letter);
    if (isRight(blank, answer)) return { isRight: true, said: said("exercise.right"), counts: false };
    if (!Number.isFinite(answer) && Number.isFinite(numbers[blank.number])) {
      const sentence = said("exercise.not_finite", { answer: numberText(answer) });
      return { isRight: false, said: sentence, counts: false };
    }
    const leading = new Set(numbersIn(blank.formula).map((number) => asked.get(number)));
    const wrong = [...leading].filter((each) => answers.has(each) && !isRight(blankOf.get(each), answers.get(each)));
    const given = (number) => (answers.has(asked.get(number)) ? answers.get(asked.get(number)) : numbers[number]);
    const following = formulaValue(blank.formula, given);
    if (wrong.length && agree(answer, following, { noise: noise(blank) })) {
      const listed = wrong.map((each) => `(${each})`).reduce((first, second) => said("worksheet.and", { first, second }));
      const sentence = said("worksheet.follows", { answer: numberText(answer), blanks: listed });
      return { isRight: false, said: sentence, counts: false };
    }
    let guess = guessed(blank, answer, isTrue);
    if (wrong.length && !guess) {
      guess = guessed(blank, answer, (number) => (number === blank.number ? following : given(number)));
    }
    const think = guess ? "" : said(`worksheet.hint.${blank.kind}`);
    const hint = stage >= ALL ? rule(blank) : stage > KIND ? place(blank) : think;
    const text = numberText(answer);
    const sentence =
      guess && hint
        ? said("worksheet.wrong_guess", { answer: text, guess, rule: hint })
        : said("worksheet.wrong", { answer: text, rule: guess || hint });
    return { isRight: false, said: sentence, counts: true, at: stage > KIND ? blank.gate : undefined };
  };
}
