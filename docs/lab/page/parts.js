// The parts that Python and Graphviz are made of, wherever a page has them from: packing.py makes text of them.

const BINARY = ["wasm", "stdlib", "packages"];
const TEXT = ["module", "loader", "graphviz", "lock"];

/** All that Python's worker is made of. `packed(name)` -> the text of a part, or a promise of it. */
export async function unpackedParts(packed) {
  const names = [...BINARY, ...TEXT];
  const found = await Promise.all(names.map(async (name) => unpacked(await packed(name))));
  const text = new TextDecoder();
  return Object.fromEntries(names.map((name, i) => [name, BINARY.includes(name) ? found[i] : text.decode(found[i])]));
}

/** The bytes of a part. Not by fetching a data: address, which a page's policy takes for a network. */
export function unpacked(text) {
  const stream = new Blob([decoded(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** The lower seven bits of each character, one after the other. */
function decoded(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 7) / 8));
  let [held, count, place] = [0, 0, 0];
  for (let i = 0; i < text.length; i += 1) {
    held = ((held & 127) << 7) | (text.charCodeAt(i) & 127);
    count += 7;
    if (count < 8) continue;
    count -= 8;
    bytes[place] = held >> count; // the lower eight bits of it
    place += 1;
  }
  return bytes;
}
