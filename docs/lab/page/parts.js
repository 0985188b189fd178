// The parts that Python and Graphviz are made of: base64 of gzip, wherever a page has them from.

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
export function unpacked(base64) {
  const stream = new Blob([decoded(base64)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

export function decoded(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}
