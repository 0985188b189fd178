// What is wider than its place can be scrolled by keyboard too: it gets the focus, and whatever fits does not.
const AREAS = ".highlight pre, .formula, .shown, .table-wrapper";

function letThemBeScrolled() {
  for (const area of document.querySelectorAll(AREAS)) {
    if (area.scrollWidth > area.clientWidth) area.tabIndex = 0;
    else area.removeAttribute("tabindex");
  }
}

// The theme's two sidebars, told apart for those who do not see them.
document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "Pages");
document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");

addEventListener("load", letThemBeScrolled);
addEventListener("resize", letThemBeScrolled);
