// The editor of a cell: Python's colours, completion by what Python knows, indentation, the marked line of an error.
import {
  acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion, completionKeymap, completionStatus,
  moveCompletionSelection, selectedCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, drawSelection, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { closeHint, hints } from "./hints.js";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--number)" },
  { tag: [tags.comment], color: "var(--comment)", fontStyle: "italic" },
  { tag: [tags.definition(tags.variableName), tags.function(tags.variableName), tags.className], color: "var(--defined)" },
]);

const markLine = StateEffect.define();
const marked = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(markLine)) continue;
      if (effect.value === null || effect.value > transaction.state.doc.lines) return Decoration.none;
      const { from } = transaction.state.doc.line(effect.value);
      return Decoration.set([Decoration.line({ class: "line-of-error" }).range(from)]);
    }
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Tab takes the first name that is offered; Enter ends the line, whatever is offered, unless one was chosen. */
function chooseFirst(view) {
  if (completionStatus(view.state) !== "active") return false;
  return Boolean(selectedCompletion(view.state) || moveCompletionSelection(true)(view)) && acceptCompletion(view);
}

const described = new Compartment();

/**
 * An editor in `parent`.
 * does: {run(thenNext), changed(text), complete(text) -> Promise of names or null, hint(text) -> Promise of a signature
 * or null}, both asked with the text before the cursor; label: what a screen reader calls it.
 */
export function editor(parent, source, label, does) {
  const runs = (view, thenNext) => {
    closeCompletion(view);
    closeHint(view);
    does.run(thenNext);
    return true;
  };
  const keys = [
    { key: "Shift-Enter", run: (view) => runs(view, true) },
    { key: "Mod-Enter", run: (view) => runs(view, false) },
    { key: "Tab", run: chooseFirst },
  ];
  const indents = { key: "Tab", run: indentMore, shift: indentLess }; // Escape, then Tab, leaves the editor
  const completions = async (context) => {
    const word = context.matchBefore(/[\w.]*$/u);
    if (!context.explicit && word.text.length < 2) return null;
    const names = await does.complete(context.state.sliceDoc(0, context.pos));
    if (!names?.length) return null;
    const from = word.from + word.text.lastIndexOf(".") + 1;
    const options = names.map((name) => ({ label: name, boost: name.endsWith("=") ? 50 : 0 })); // arguments first
    return { from, options, validFor: /^\w*$/u };
  };
  const view = new EditorView({
    parent,
    doc: source,
    extensions: [
      Prec.highest(keymap.of(keys)),
      lineNumbers(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      EditorState.allowMultipleSelections.of(false),
      indentUnit.of("    "),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      hints(does.hint),
      autocompletion({ override: [completions], icons: false, selectOnOpen: false }),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap, indents]),
      python(),
      syntaxHighlighting(colours),
      EditorView.lineWrapping,
      marked,
      described.of(EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" })),
      EditorView.updateListener.of((update) => update.docChanged && does.changed(update.state.doc.toString())),
    ],
  });
  return {
    get text() {
      return view.state.doc.toString();
    },
    focus: () => view.focus(),
    write: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    mark: (line) => view.dispatch({ effects: markLine.of(line) }),
    rename: (name) =>
      view.dispatch({
        effects: described.reconfigure(
          EditorView.contentAttributes.of({ "aria-label": name, spellcheck: "false", autocapitalize: "off" }),
        ),
      }),
    end: () => view.destroy(),
  };
}
