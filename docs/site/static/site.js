// What is wider than its place can be scrolled by keyboard too: it gets the focus, and whatever fits does not.
const AREAS = ".highlight pre, .formula, .shown, .table-wrapper";

function letThemBeScrolled() {
  for (const area of document.querySelectorAll(AREAS)) {
    if (area.scrollWidth > area.clientWidth) area.tabIndex = 0;
    else area.removeAttribute("tabindex");
  }
}

// The theme's two sidebars, told apart for those who do not see them.
const IS_KOREAN = document.documentElement.lang === "ko";
document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", IS_KOREAN ? "페이지" : "Pages");
document.querySelector(".toc-drawer")?.setAttribute("aria-label", IS_KOREAN ? "이 페이지의 차례" : "On this page");

// The buttons that copy code know few languages (copybutton.js: messages).
if (IS_KOREAN && typeof messages !== "undefined") {
  Object.assign(messages.en, {
    copy: "복사", copy_to_clipboard: "복사하기", copy_success: "복사했습니다", copy_failure: "복사하지 못했습니다",
  });
}

addEventListener("load", letThemBeScrolled);
addEventListener("resize", letThemBeScrolled);
