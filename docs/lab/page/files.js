// Work as files and links: .py in cells, .ipynb, and an address that holds the code and is sent nowhere.

/** Cells: [{kind: "code" | "text", source}]. As .py with a line "# %%" before each cell. */
export function asPython(cells) {
  return cells
    .map(({ kind, source }) =>
      kind === "code"
        ? `# %%\n${source}\n`
        : `# %% [markdown]\n${source.split("\n").map((line) => (line ? `# ${line}` : "#")).join("\n")}\n`,
    )
    .join("\n");
}

export function fromPython(text) {
  const cells = [];
  let cell = { kind: "code", source: [] };
  for (const line of text.replace(/\r\n?/gu, "\n").split("\n")) {
    const start = /^# ?%%(.*)$/u.exec(line);
    if (start) {
      cells.push(cell);
      cell = { kind: /\[(markdown|md)\]/u.test(start[1]) ? "text" : "code", source: [] };
    } else {
      cell.source.push(cell.kind === "text" ? line.replace(/^# ?/u, "") : line);
    }
  }
  cells.push(cell);
  return cells.map(({ kind, source }) => ({ kind, source: source.join("\n").trim() })).filter(({ source }) => source);
}

export function asNotebook(cells) {
  const lines = (source) => source.split("\n").map((line, i, all) => (i < all.length - 1 ? `${line}\n` : line));
  return JSON.stringify(
    {
      cells: cells.map(({ kind, source }, i) =>
        kind === "code"
          ? { cell_type: "code", execution_count: null, id: `cell-${i + 1}`, metadata: {}, outputs: [], source: lines(source) }
          : { cell_type: "markdown", id: `cell-${i + 1}`, metadata: {}, source: lines(source) },
      ),
      metadata: {
        kernelspec: { display_name: "Python 3", language: "python", name: "python3" },
        language_info: { name: "python" },
      },
      nbformat: 4,
      nbformat_minor: 5,
    },
    null,
    1,
  );
}

/** The cells of a notebook's text. Throws where it is none. */
export function fromNotebook(text) {
  const { cells } = JSON.parse(text);
  if (!Array.isArray(cells)) throw new TypeError("no cells");
  return cells
    .map(({ cell_type, source }) => ({
      kind: cell_type === "code" ? "code" : "text",
      source: String(Array.isArray(source) ? source.join("") : (source ?? "")).trim(),
    }))
    .filter(({ source }) => source);
}

const PICTURE = /<img[^>]*? src="data:image\/svg\+xml;base64,([^"]+)"[^>]*? alt="([^"]*)"/u;

/** Cells with their results for a README: Markdown, and its pictures, {name, text} each; GitHub shows no picture that stands in the text. */
export function asMarkdown(cells, title) {
  const pictures = [];
  const shown = ({ kind, text, html, name, message }) => {
    const picture = html && PICTURE.exec(html);
    if (picture) {
      const file = `${title}-${pictures.length + 1}.svg`;
      pictures.push({ name: file, text: new TextDecoder().decode(Uint8Array.from(atob(picture[1]), (c) => c.charCodeAt(0))) });
      return `![${picture[2]}](${file})\n`;
    }
    return `\`\`\`text\n${(kind === "error" ? `${name}: ${message}` : text).trimEnd()}\n\`\`\`\n`;
  };
  const parts = cells.flatMap(({ kind, text, entries }) =>
    kind === "code" ? [`\`\`\`python\n${text}\n\`\`\`\n`, ...entries.map(shown)] : [`${text}\n`],
  );
  return { markdown: parts.join("\n"), pictures };
}

const through = async (bytes, stream) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

/** The part of an address after `#` that holds the cells. */
export async function asFragment(cells) {
  const packed = await through(new TextEncoder().encode(JSON.stringify(cells.map(({ kind, source }) => [kind, source]))), new CompressionStream("deflate-raw"));
  let text = "";
  for (const byte of packed) text += String.fromCharCode(byte);
  return `code=${btoa(text).replace(/\+/gu, "-").replace(/\//gu, "_").replace(/=+$/u, "")}`;
}

/** The cells of such a part; null where there are none in it. Throws where it is damaged. */
export async function fromFragment(fragment) {
  const found = /(?:^#?|&)code=([\w-]+)/u.exec(fragment);
  if (!found) return null;
  const text = atob(found[1].replace(/-/gu, "+").replace(/_/gu, "/"));
  const cells = JSON.parse(new TextDecoder().decode(await through(Uint8Array.from(text, (c) => c.charCodeAt(0)), new DecompressionStream("deflate-raw"))));
  return cells.map(([kind, source]) => {
    if ((kind !== "code" && kind !== "text") || typeof source !== "string") throw new TypeError("no cells");
    return { kind, source };
  });
}

export function save(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
