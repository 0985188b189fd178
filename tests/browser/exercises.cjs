// Judges answers outside a browser: a question per line of JSON on stdin, an answer per line to stdout.
// Arguments: the scripts of the page of exercises, but for those that draw.

const fs = require("fs");
const readline = require("readline");

const source = process.argv.slice(2).map((path) => fs.readFileSync(path, "utf-8")).join("\n");
const page = new Function(
  `"use strict"; let DATA = {}; ${source};
  return { know: (data) => { DATA = data; }, evaluated, readAnswer, isOpenText, echo, agree, judgeOf, judgedAnswer, variedInputs };`,
)();

const written = (x) => (Number.isFinite(x) ? x : String(x));
const number = (x) => (typeof x === "string" ? Number(x) : x);

// Texts by letter, judged as the page does.
function sheetVerdicts({ data, texts, stage, seed }) {
  const inputs = seed === null ? new Map() : page.variedInputs(data, seed);
  const values = page.evaluated(data.trace, inputs);
  const judgement = page.judgeOf(data, data.at.map((i) => values[i]));
  const answers = new Map();
  const said = {};
  for (const [letter, text] of Object.entries(texts)) {
    const { number, problem } = page.readAnswer(text);
    if (problem) said[letter] = problem;
    else answers.set(letter, number);
  }
  for (const letter of answers.keys()) said[letter] = judgement(letter, answers, stage).said;
  return said;
}

const QUESTIONS = {
  know: ({ data }) => page.know(data) ?? null,
  read: ({ text }) => {
    const found = page.readAnswer(text);
    return found.problem ?? { number: written(found.number) };
  },
  agree: ({ answer, expected, isWhole, noise }) => page.agree(number(answer), number(expected), { isWhole, noise }),
  sheet: sheetVerdicts,
  quiz: ({ asked, answer, stage }) => page.judgedAnswer(asked, answer, stage).said,
  vary: ({ data, seed }) => [...(page.variedInputs(data, seed) ?? [])],
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { question, ...given } = JSON.parse(line);
  console.log(JSON.stringify(QUESTIONS[question](given)));
});
