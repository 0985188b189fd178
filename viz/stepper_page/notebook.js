// In a notebook's output, behind the frame with the page: the frame gets its height and its colours from host.js, and
// takes the place of the still picture before it.

const PATIENCE = 5000; // milliseconds until the still picture is shown again where no page answers

function takePlaces(kind, heard) {
  for (const frame of document.querySelectorAll(`iframe.${kind}:not([data-is-hosted])`)) {
    frame.dataset.isHosted = "yes";
    const still = frame.previousElementSibling;
    still?.classList.add("autograd-replaced");
    hostPage(frame, heard);
    setTimeout(() => frame.dataset.isKnown || still?.classList.remove("autograd-replaced"), PATIENCE);
  }
}

// An output may be put into the page after its script has run. `kind` is the class of the frames.
function takePlacesSoon(kind, heard) {
  for (const wait of [0, 100, 1000]) setTimeout(takePlaces, wait, kind, heard);
}
