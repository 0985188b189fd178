// In a notebook's output, behind the frame with the page: the frame gets its height and its colours from host.js, and
// takes the place of the still picture before it.

const PATIENCE = 5000; // milliseconds until the still picture is shown again where no page answers

function takePlaces() {
  for (const frame of document.querySelectorAll("iframe.autograd-stepper:not([data-is-hosted])")) {
    frame.dataset.isHosted = "yes";
    const still = frame.previousElementSibling;
    still?.classList.add("autograd-replaced");
    hostPage(frame);
    setTimeout(() => frame.dataset.isKnown || still?.classList.remove("autograd-replaced"), PATIENCE);
  }
}

// an output may be put into the page after its script has run
for (const wait of [0, 100, 1000]) setTimeout(takePlaces, wait);
