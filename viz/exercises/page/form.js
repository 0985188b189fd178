// Fields, as elements. Not here: what is answered in them (sheet.js, quiz.js).

const $ = (id) => document.getElementById(id);

// The keyboard of a phone stays the one with letters: the one with figures lacks the minus sign and the stroke.
const TYPED = { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "done" };

function makeField(parent, label, isTruth) {
  const box = made("span", { class: "field" }, parent);
  const input = isTruth
    ? made("select", { "aria-label": label }, box)
    : made("input", { ...TYPED, "aria-label": label, maxlength: 400 }, box);
  if (isTruth) for (const truth of ["", "True", "False"]) made("option", { value: truth }, input, truth);
  return input;
}

// Shows in its fields whether an item is right: by a sign, not by colour alone.
function showMark({ root, inputs, mark, verdict }) {
  root.classList.toggle("right", verdict?.isRight === true);
  root.classList.toggle("wrong", verdict?.isRight === false);
  mark.textContent = verdict ? (verdict.isRight ? "✓" : "✗") : "";
  for (const input of inputs) {
    if (verdict?.isRight === false) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}
