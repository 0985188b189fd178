// The signature of the call in which one writes, above the line. It comes with what is typed, goes with Escape, a tap on
// it, or the cursor that leaves the call, and is read to a screen reader as it changes. Python knows it (docs/lab/hints.py).
import { closeCompletion, completionStatus } from "@codemirror/autocomplete";
import { Prec, StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap, showTooltip } from "@codemirror/view";
import { language, say } from "./words.js";

const tell = StateEffect.define(); // {pos, hint}, or null

const shown = StateField.define({
  create: () => null,
  update(now, transaction) {
    for (const effect of transaction.effects) if (effect.is(tell)) return effect.value;
    return now && { ...now, pos: transaction.changes.mapPos(now.pos) };
  },
  provide: (field) =>
    showTooltip.from(field, (now) => now && { pos: now.pos, above: true, create: (view) => ({ dom: drawn(now.hint, view) }) }),
});

function drawn({ name, parameters, active, sentence, about }, view) {
  const dom = document.createElement("div");
  dom.className = "hint";
  dom.lang = "en"; // as docstrings are
  const signature = document.createElement("code");
  signature.append(`${name}(`);
  parameters.forEach((text, i) => {
    const element = document.createElement(i === active ? "b" : "span");
    element.textContent = text;
    signature.append(i ? ", " : "", element);
  });
  signature.append(")");
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", say("hint.close"));
  close.lang = language();
  close.tabIndex = -1; // Escape does it
  dom.addEventListener("pointerdown", (event) => event.preventDefault()); // one goes on writing
  dom.addEventListener("click", () => hide(view));
  dom.append(close, signature);
  for (const text of [sentence, about && `${nameOf(parameters[active])}: ${about}`]) {
    if (text) dom.appendChild(document.createElement("p")).textContent = text;
  }
  return dom;
}

const nameOf = (parameter) => parameter.split("=")[0];

const spoken = ({ name, parameters, sentence }) => `${name}(${parameters.join(", ")}). ${sentence}`;

const isOfCall = (one, other) => one && other && String(one.place) === String(other.place);

const closedIn = new WeakMap(); // editor -> the hint that was closed there

function hide(view) {
  closedIn.set(view, view.state.field(shown)?.hint);
  view.dispatch({ effects: tell.of(null) });
  return true;
}

/** Show what is known at the cursor; `asked` is told whether an answer still fits. */
async function look(view, ask, isFitting) {
  const pos = view.state.selection.main.head;
  const before = view.state.sliceDoc(0, pos);
  const hint = before.includes("(") ? await ask(before) : null;
  if (!isFitting() || !view.dom.isConnected) return;
  const now = view.state.field(shown)?.hint;
  if (!isOfCall(hint, closedIn.get(view))) closedIn.delete(view);
  if (!hint || closedIn.has(view)) {
    if (now) view.dispatch({ effects: tell.of(null) });
    return;
  }
  const line = view.state.doc.line(hint.place[0]);
  const effects = [tell.of({ pos: line.from + hint.place[1], hint })];
  const isSame = isOfCall(hint, now);
  if (!isSame) effects.push(EditorView.announce.of(spoken(hint)));
  else if (hint.active !== now.active && hint.active !== null) effects.push(EditorView.announce.of(`${hint.parameters[hint.active]} ${hint.about}`));
  view.dispatch({ effects });
}

/** No signature until somebody writes again. */
export const closeHint = (view) => view.state.field(shown) && view.dispatch({ effects: tell.of(null) });

/** What an editor needs to show them. `ask(text)` -> a promise of the hint at the end of a text, or of null. */
export function hints(ask) {
  let turn = 0; // an answer that comes after the next question is none
  const begin = (view) => {
    turn += 1;
    const mine = turn;
    look(view, ask, () => mine === turn);
  };
  const follow = EditorView.updateListener.of(({ view, state, transactions, docChanged, selectionSet }) => {
    const isTyped = transactions.some((each) => each.isUserEvent("input") || each.isUserEvent("delete"));
    if (isTyped || ((docChanged || selectionSet) && state.field(shown))) begin(view);
  });
  const close = (view) => {
    const status = completionStatus(view.state);
    if (status === "pending") closeCompletion(view); // no list is seen that Escape could be for
    return view.state.field(shown) && status !== "active" ? hide(view) : false;
  };
  return [
    shown,
    follow,
    Prec.highest(keymap.of([{ key: "Escape", run: close }])),
    EditorView.domEventHandlers({
      blur(_, view) {
        turn += 1;
        setTimeout(() => closeHint(view)); // an editor may lose it while it is drawn anew
      },
    }),
  ];
}
