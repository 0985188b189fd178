// On the course's index: how much of each page's exercises is done, as the pages kept it (viz/exercises/page/keeper.js).

const KEPT = "autograd-exercises:";

function keptOf(page) {
  try {
    return JSON.parse(localStorage.getItem(KEPT + page)) ?? {};
  } catch {
    return {};
  }
}

function showProgress(line) {
  const page = new URL(line.dataset.page, location.href).pathname;
  const states = keptOf(page);
  const done = line.dataset.exercises.split(" ").map((name) => Number(states[name]?.best) || 0);
  const sum = done.reduce((total, count) => total + count, 0);
  const fields = { done: sum, all: line.dataset.all };
  line.querySelector("span").textContent = line.dataset.said.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
  const button = line.querySelector("button");
  button.hidden = Object.keys(states).length === 0;
  button.onclick = () => {
    localStorage.removeItem(KEPT + page);
    showProgress(line);
  };
  line.hidden = false;
}

function showAll() {
  document.querySelectorAll(".progress").forEach(showProgress);
}

addEventListener("DOMContentLoaded", showAll);
addEventListener("pageshow", ({ persisted }) => persisted && showAll()); // back from a page
