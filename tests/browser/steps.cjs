// Runs the stepper's steps outside a browser: the data of a page per line of JSON on stdin, what it shows to stdout.
// Arguments: the page's scripts, from the kernels to the picture.

const fs = require("fs");
const readline = require("readline");

const source = process.argv.slice(2).map((path) => fs.readFileSync(path, "utf-8")).join("\n");
const shown = new Function(
  "document",
  "matchMedia",
  `"use strict"; ${source};
  const numbers = evaluated(DATA.trace, new Map());
  return FRAMES.map((frame, k) => ({
    line: textOf(sentence(k, numbers).line),
    arrows: DATA.picture.arrows.map((arrow) => {
      const at = gradientAt(arrow, k);
      return {
        value: isValueShown(arrow.node, k) ? arrow.prefix + typeset(numbers[arrow.node]) : "",
        gradient: at === undefined ? "" : typeset(numbers[at]),
        flow: flow(arrow, frame),
      };
    }),
  }));`,
);

readline.createInterface({ input: process.stdin }).on("line", (data) => {
  const document = { getElementById: () => ({ textContent: data }) };
  console.log(JSON.stringify(shown(document, () => ({ matches: false }))));
});
