// Keeps the reader's place when the numbers are renewed, and asks for none while nobody looks.
document.addEventListener("DOMContentLoaded", () => {
  const place = () => document.getElementById("monitoring-numbers");
  if (!place()) return;
  let open = [];
  let focused = -1;
  let scrolled = [];
  let height = null;
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target === place() && document.hidden) event.preventDefault();
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target !== place()) return;
    height = window.scrollY;
    open = [...place().querySelectorAll("details[open]")].map((each) => each.id);
    const regions = [...place().querySelectorAll(".monitoring-scroll")];
    scrolled = regions.map((each) => [each.scrollTop, each.scrollLeft]);
    const all = [...place().querySelectorAll("a, summary, [tabindex]")];
    focused = all.indexOf(document.activeElement);
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    if (height === null) return;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    const regions = [...place().querySelectorAll(".monitoring-scroll")];
    if (regions.length === scrolled.length) {
      regions.forEach((each, i) => { [each.scrollTop, each.scrollLeft] = scrolled[i]; });
    }
    if (focused >= 0) {
      const all = [...place().querySelectorAll("a, summary, [tabindex]")];
      all[focused]?.focus({ preventScroll: true });
    }
    window.scrollTo({ top: height, behavior: "instant" });
    height = null;
  });
});
