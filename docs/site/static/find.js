// On the course's index: the passages that hold every word that is typed, from the list that the page itself carries.

const MOST = 12;

function snippet(text, word) {
  const at = Math.max(0, text.toLowerCase().indexOf(word) - 40);
  return (at > 0 ? "…" : "") + text.slice(at, at + 120).trim() + "…";
}

function found(passages, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const score = ({ title, text }) => words.every((word) => (title + " " + text).toLowerCase().includes(word))
    && 1 + words.filter((word) => title.toLowerCase().includes(word)).length;
  return passages.map((passage) => ({ ...passage, score: score(passage), word: words[0] }))
    .filter((passage) => passage.score).sort((a, b) => b.score - a.score).slice(0, MOST);
}

function entry({ page, title, text, word }) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: page, textContent: title });
  const shown = Object.assign(document.createElement("span"), { textContent: snippet(text, word) });
  item.append(link, document.createElement("br"), shown);
  return item;
}

for (const finder of document.querySelectorAll(".find")) {
  const passages = JSON.parse(finder.querySelector("script").textContent);
  const field = finder.querySelector("input");
  const list = finder.querySelector("ol");
  field.addEventListener("input", () => list.replaceChildren(...found(passages, field.value).map(entry)));
}
