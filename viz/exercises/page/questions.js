// What is said to an answer of a quiz: the twin of viz/exercises/questions.py; tests compare the two. An answer is a
// number, a truth, a word or a list of such; the expected numbers are written as {number, isWhole}.

const isList = Array.isArray;
const isWord = (x) => typeof x === "string";
const numberIn = (expected) => (typeof expected === "object" && expected !== null ? numberOf(expected.number) : expected);
const numberOf = (written) => Number(written); // JSON has no NaN and no infinity: they are text
// In small letters of usual width, without the spaces that Korean may have or not.
const lettersOf = (word) => word.normalize("NFKC").replace(SPACE, "").toLowerCase();

function agreeAll(answer, expected, isExact) {
  if (isList(answer) || isList(expected)) {
    if (!isList(answer) || !isList(expected) || answer.length !== expected.length) return false;
    return answer.every((item, i) => agreeAll(item, expected[i], isExact));
  }
  if (isWord(answer) || isWord(expected)) {
    return isWord(answer) && isWord(expected) && lettersOf(answer) === lettersOf(expected);
  }
  const isWhole = isExact && (typeof expected === "boolean" || expected.isWhole);
  return agree(Number(answer), Number(numberIn(expected)), { isWhole });
}

function isMade(mistake, answer) {
  if (!mistake.inAnyOrder) return agreeAll(answer, mistake.answer, false);
  if (!isList(answer) || !answer.every((x) => typeof x === "number" && Number.isFinite(x))) return false;
  const inOrder = (numbers) => [...numbers].sort((x, y) => x - y);
  return agreeAll(inOrder(answer), inOrder(mistake.answer.map(numberIn)).map((number) => ({ number })), false);
}

function fits(answer, expected) {
  if (isList(expected)) {
    return isList(answer) && answer.length === expected.length && answer.every((item, i) => fits(item, expected[i]));
  }
  if (isList(answer)) return false;
  if (typeof expected === "boolean" && !isWord(answer)) return [0, 1].includes(Number(answer));
  return isWord(answer) === isWord(expected);
}

function kindOf(expected) {
  if (isList(expected)) {
    const kinds = new Set(expected.map(kindOf));
    if (kinds.size === 1) return said("quiz.a_list_of", { count: expected.length, kind: [...kinds][0] });
    return said("quiz.a_list", { count: expected.length });
  }
  if (typeof expected === "boolean") return said("quiz.a_bool");
  return said(isWord(expected) ? "quiz.a_word" : "quiz.a_number");
}

function answerText(answer) {
  if (isList(answer)) return `[${answer.map(answerText).join(", ")}]`;
  if (isWord(answer)) return `'${echo(answer)}'`;
  if (typeof answer === "boolean") return answer ? "True" : "False";
  return numberText(numberIn(answer));
}

function hintAt(expected, answer, stage) {
  if (stage >= ALL) return said("quiz.hint.answer", { answer: answerText(expected) });
  if (stage === KIND) return "";
  if (isList(expected) && isList(answer) && answer.length === expected.length) {
    const wrong = expected.flatMap((item, i) => (agreeAll(answer[i], item, true) ? [] : [i + 1]));
    return said("quiz.hint.items", { count: wrong.length, items: wrong.join(", ") });
  }
  if (isWord(expected) && expected) {
    const letters = [...expected];
    return said("quiz.hint.letters", { count: letters.length, first: letters[0] });
  }
  if (typeof expected === "object" && typeof answer === "number") {
    const number = numberIn(expected);
    if (!Number.isFinite(number) || !Number.isFinite(answer)) return "";
    return number > answer ? said("quiz.hint.larger") : said("quiz.hint.smaller");
  }
  return "";
}

function judgedAnswer({ answer: expected, mistakes }, answer, stage) {
  if (agreeAll(answer, expected, true)) return { isRight: true, said: said("exercise.right"), counts: false };
  const found = mistakes.find((mistake) => isMade(mistake, answer));
  const text = answerText(answer);
  if (!found && !fits(answer, expected)) {
    const hint = said("quiz.hint.kind", { kind: kindOf(expected) });
    return { isRight: false, said: said("quiz.wrong", { answer: text, hint }), counts: false };
  }
  const guess = found ? said(found.key) : "";
  const more = hintAt(expected, answer, stage);
  const sentence =
    guess && more
      ? said("quiz.wrong_guess", { answer: text, guess, hint: more })
      : said("quiz.wrong", { answer: text, hint: guess || more || said("quiz.hint.again") });
  return { isRight: false, said: sentence, counts: true };
}
