"use strict";
// The design system's own behaviour: menus, tabs, counters.
if (window.DKFDS) window.DKFDS.init();
// What is to be corrected is read first.
const mistakes = document.getElementById("error-summary");
if (mistakes) mistakes.focus();
