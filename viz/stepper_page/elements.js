// Elements of a page and of its pictures, and sentences in them. Not here: what they say.

const SVG = "http://www.w3.org/2000/svg";

function added(element, attributes, parent, text) {
  for (const [key, x] of Object.entries(attributes)) element.setAttribute(key, x);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

const made = (tag, ...rest) => added(document.createElement(tag), ...rest);
const drawn = (tag, ...rest) => added(document.createElementNS(SVG, tag), ...rest);

// Puts a sentence, a list of [text, class] pieces, into an element.
function showPieces(element, pieces) {
  // what is said already is not said again to people who listen
  if (element.textContent === textOf(pieces)) return;
  element.replaceChildren();
  for (const [text, kind] of pieces) {
    if (kind) made("span", { class: kind }, element, text);
    else element.append(text);
  }
}
