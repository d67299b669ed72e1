"use strict";
// The design system's own behaviour: menus, tabs, counters.
if (window.DKFDS) window.DKFDS.init();
// A part of a page that meets the sign-in page, since the session has ended: show it whole.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL).pathname.startsWith("/accounts/")) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});
// What is to be corrected is read first.
const mistakes = document.getElementById("error-summary");
if (mistakes) mistakes.focus();
