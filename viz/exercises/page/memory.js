// What was answered is kept by the browser: by this page itself, or, where it is a frame without a memory of its own, by
// the page around it, if that page knows how (docs/site/static/exercises.js). A notebook does not: there it is kept as
// long as the output is shown.

const isFramed = window.parent !== window;
const MEMORY = `autograd-exercise:${DATA.name}`;

function tell(message) {
  if (isFramed) window.parent.postMessage({ exercise: DATA.name, ...message }, "*");
}

function remember(state) {
  tell({ state });
  if (isFramed) return;
  try {
    localStorage.setItem(MEMORY, JSON.stringify(state));
  } catch {
    // no memory: it is full, or the browser gives none
  }
}

function recall(restore) {
  if (isFramed) {
    window.addEventListener("message", ({ source, data }) => {
      if (source === window.parent && data?.exercise === DATA.name && data.state) restore(data.state);
    });
    tell({ ask: true });
    return;
  }
  try {
    const found = JSON.parse(localStorage.getItem(MEMORY));
    if (found) restore(found);
  } catch {
    // nothing was kept, or something that cannot be read
  }
}
