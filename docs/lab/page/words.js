// What the lab says, in the language that was chosen. The sentences stand in the page, as data.

const tables = JSON.parse(document.getElementById("words").textContent);
let chosen = "en";

export const languages = Object.keys(tables);

export function speak(language) {
  chosen = language in tables ? language : "en";
  document.documentElement.lang = chosen;
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
