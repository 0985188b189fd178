// Runs the page's arithmetic, and fills in its sentences, outside a browser: a question per line of JSON on stdin, an answer per line to stdout.
// Arguments: the scripts to run. Numbers that JSON lacks are written as text: "NaN", "Infinity", "-Infinity".

const fs = require("fs");
const readline = require("readline");

const source = process.argv.slice(2).map((path) => fs.readFileSync(path, "utf-8")).join("\n");
const { KERNELS, evaluated, numberText, filled, textOf } = new Function(
  `"use strict"; ${source}; return { KERNELS, evaluated, numberText, filled, textOf };`,
)();

const written = (x) => (Object.is(x, -0) ? "-0" : Number.isFinite(x) ? x : String(x));
const QUESTIONS = {
  names: () => Object.keys(KERNELS),
  kernel: ({ name, inputs }) => written(KERNELS[name](...inputs.map(Number))),
  evaluated: ({ program, inputs }) =>
    evaluated(program, new Map(inputs.map(([i, x]) => [i, Number(x)]))).map(written),
  texts: ({ numbers }) => numbers.map((x) => numberText(Number(x))),
  filled: ({ sentence, fields }) => textOf(filled(sentence, fields)),
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { question, ...given } = JSON.parse(line);
  console.log(JSON.stringify(QUESTIONS[question](given)));
});
