// The page as a widget of a notebook (anywidget): its numbers and Python's are the same. Not here: heights and colours
// (host.js), what Python does with the numbers (live.py).

const PAUSE = 60; // milliseconds between messages to Python while a number is dragged

function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts"; // in an origin of its own: it reaches neither the notebook nor its cookies
  frame.allow = "fullscreen";
  frame.title = model.get("title");
  Object.assign(frame.style, { width: "100%", border: "0", height: `${model.get("height")}px` });
  frame.srcdoc = model.get("page");
  let heard;
  let timer;
  const tellPython = () => {
    timer = undefined;
    if (JSON.stringify(heard) === JSON.stringify(model.get("inputs"))) return;
    model.set("inputs", heard);
    model.save_changes();
  };
  const stop = hostPage(frame, ({ inputs }) => {
    if (!inputs) return;
    heard = inputs;
    timer ??= setTimeout(tellPython, PAUSE);
  });
  const tellPage = () => frame.contentWindow?.postMessage({ host: model.get("news") }, "*");
  // hosts without a word about cells that were run: Python looks when somebody comes to the page
  const look = () => model.send({ look: true });
  model.on("change:news", tellPage);
  el.addEventListener("pointerenter", look);
  el.append(frame);
  return () => {
    stop();
    clearTimeout(timer);
    model.off("change:news", tellPage);
    el.removeEventListener("pointerenter", look);
  };
}

export default { render };
