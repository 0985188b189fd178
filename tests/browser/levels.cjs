// Opens every block of a large graph's page outside a browser: the page's data per line of JSON on stdin, what each block
// shows to stdout. Arguments: the page's scripts, as far as what a block shows. Infinities and NaN are written as text.

const fs = require("fs");
const readline = require("readline");
const zlib = require("zlib");

const source = process.argv.slice(2).map((path) => fs.readFileSync(path, "utf-8")).join("\n");
const shown = new Function(
  "document",
  "inflated",
  `"use strict"; ${source};
  const graph = graphOf(inflated(DATA.graph));
  const asJson = (x) => (Number.isFinite(x) ? x : String(x));
  const scale = scaleOf(DATA.norms ?? []);
  return {
    widths: (DATA.norms ?? []).map(scale.width),
    names: Array.from(graph.values, (_, node) => nodeName(graph, node)),
    levels: graph.titles.map((_, block) => {
      const level = levelOf(graph, block);
      return {
        boxes: level.boxes,
        numbers: level.numbers.length,
        arrows: level.arrows.map(({ from, to, flows, edges, hasGradient }) => ({
          from, to, hasGradient, edges: edges.length,
          flows: [...flows].map(([node, amount]) => [node, asJson(amount)]),
          range: rangeText([...flows.keys()].map((node) => graph.values[node])),
        })),
      };
    }),
  };`,
);

function inflated(text) {
  const bytes = zlib.inflateSync(Buffer.from(text, "base64"));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
}

readline.createInterface({ input: process.stdin }).on("line", (data) => {
  const document = { getElementById: () => ({ textContent: data }) };
  console.log(JSON.stringify(shown(document, inflated)));
});
