// What a page says, in the language that was chosen.
import tables from "../words.json";

let chosen = "en";

export const languages = Object.keys(tables);

export function speak(language) {
  chosen = language in tables ? language : "en";
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-say-label]")) {
    element.setAttribute("aria-label", say(element.dataset.sayLabel));
    element.title = say(element.dataset.sayLabel);
  }
}

export const language = () => chosen;

/** The sentence of `key`, with its {fields} filled in. */
export function say(key, fields = {}) {
  return tables[chosen][key].replace(/\{(\w+)\}/gu, (_, name) => String(fields[name]));
}
