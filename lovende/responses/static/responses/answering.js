"use strict";
// What makes answering easier where there is script. Every page works without it.
(() => {
  document.documentElement.classList.add("scripted");
  const form = document.getElementById("answers");
  const PAUSE = 3000; // at most one request in this many milliseconds

  // ---- which questions are shown --------------------------------------------------------------
  const namedInputs = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const answersTo = (name) =>
    namedInputs(name)
      .filter((input) => !input.disabled && (/radio|checkbox/.test(input.type) ? input.checked : input.value.trim()))
      .map((input) => input.value);

  /** A rule has parts, each with tests [column, codes, negated]; in every part one test must hold. */
  const holds = (rule) =>
    rule.every((part) =>
      part.some(([column, codes, negated]) => {
        const given = answersTo(column);
        const met = codes.length ? given.some((code) => codes.includes(code)) : given.length > 0;
        return met !== negated;
      }));

  /** Shows what belongs to the answers on this page. What is hidden is not sent: it stays as stored. */
  function showWhatIsAsked() {
    const boxes = [...form.querySelectorAll("[data-when]")];
    for (let round = 0; round <= boxes.length; round += 1) {
      let changed = false;
      for (const box of boxes) {
        const shown = holds(JSON.parse(box.dataset.when));
        if (box.hidden !== shown) continue;
        changed = true;
        box.hidden = !shown;
        for (const input of box.querySelectorAll("input, select, textarea")) {
          const outer = input.closest("[data-when][hidden]");
          input.disabled = outer !== null;
        }
      }
      if (!changed) break;
    }
  }

  /** An option that excludes the others takes their ticks away, and they take away its own. */
  function keepExclusive(changed) {
    if (changed.type !== "checkbox" || !changed.checked) return;
    const alone = changed.hasAttribute("data-exclusive");
    for (const other of namedInputs(changed.name)) {
      if (other !== changed && (alone || other.hasAttribute("data-exclusive"))) other.checked = false;
    }
  }

  function count(area) {
    const line = document.getElementById(area.dataset.counter);
    const format = (number) => number.toLocaleString(document.documentElement.lang);
    const most = Number(line.dataset.most);
    line.textContent = line.dataset.text.replace("{count}", format(area.value.length)).replace("{most}", format(most));
    line.classList.toggle("form-error-message", area.value.length > most);
  }

  // ---- stored while typing --------------------------------------------------------------------
  const status = document.getElementById("save-status");
  let dirty = false, sending = null, timer = 0, lastSent = 0, failed = 0, leaving = false, over = false;
  const refused = [403, 404, 409, 410]; // trying again does not help

  const say = (text, trouble = false) => {
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("trouble", trouble);
  };
  const body = () => new URLSearchParams(new FormData(form));

  function later(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(send, milliseconds);
  }

  function touched() {
    dirty = true;
    form.elements["-change"].value = Number(form.elements["-change"].value) + 1;
    if (!sending && !timer && !over) later(Math.max(0, lastSent + PAUSE - Date.now()) || 800);
  }

  async function send() {
    timer = 0;
    if (!dirty || sending || leaving || over) return;
    dirty = false;
    lastSent = Date.now();
    sending = fetch(form.dataset.typed, { method: "POST", body: body(), credentials: "omit" });
    try {
      const answer = await sending;
      if (refused.includes(answer.status)) {
        over = true;
        sending = null;
        return say(form.dataset.refused, true);
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const said = await answer.json();
      failed = 0;
      say(said.text);
    } catch {
      failed += 1;
      dirty = true;
      say(form.dataset.offline, true);
    }
    sending = null;
    if (dirty && !leaving) later(failed ? Math.min(PAUSE * failed, 30000) : PAUSE);
  }

  function sendOnTheWayOut() {
    if (!dirty || leaving || over) return;
    dirty = !navigator.sendBeacon(form.dataset.typed, body());
  }

  /** Sends the form once, however often it is pressed, after what is on its way has arrived. */
  async function submitted(event) {
    if (leaving) return event.preventDefault();
    leaving = true;
    clearTimeout(timer);
    if (!sending) return;
    event.preventDefault();
    await Promise.race([sending.catch(() => {}), new Promise((done) => setTimeout(done, 2000))]);
    await new Promise((done) => setTimeout(done)); // the number of the save is set first
    leaving = false;
    sending = null;
    form.requestSubmit(event.submitter);
  }

  function watchForm() {
    form.addEventListener("input", touched);
    form.addEventListener("change", touched);
    form.addEventListener("submit", submitted);
    window.addEventListener("pageshow", () => { leaving = false; showWhatIsAsked(); });
    window.addEventListener("online", () => { if (dirty) later(0); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) sendOnTheWayOut(); });
    window.addEventListener("pagehide", sendOnTheWayOut);
    window.addEventListener("beforeunload", (event) => {
      if (failed && dirty && !leaving) event.preventDefault();
    });
  }

  // ---- a long list with search ----------------------------------------------------------------
  const plain = (text) => text.toLowerCase().replaceAll("å", "aa").normalize("NFD").replace(/[\u0300-\u036f]/g, "");

  /** Puts a search field in front of a long list; the list itself stays and is what is sent. */
  function searchable(select) {
    const options = [...select.options].filter((option) => option.value);
    const box = document.createElement("div");
    const input = document.createElement("input");
    const list = document.createElement("ul");
    const told = document.createElement("p");
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const { id } = select;
    let active = -1;
    box.className = "answering-search";
    input.className = "form-select";
    input.type = "text";
    input.autocomplete = "off";
    input.value = select.value ? select.selectedOptions[0].text : "";
    label.id ||= `${id}:label`;
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}:list` };
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    }
    list.id = `${id}:list`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-labelledby", label.id);
    list.hidden = true;
    told.className = "sr-only";
    told.setAttribute("role", "status");
    select.id = `${id}:native`;
    select.hidden = true;
    input.id = id;
    select.after(box);
    box.append(input, list, told);

    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (option) => {
      select.value = option ? option.value : "";
      input.value = option ? option.text : "";
      close();
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const matches = () => {
      const wanted = plain(input.value.trim());
      const hits = options.filter((option) => plain(option.text).includes(wanted));
      return hits.sort((a, b) => plain(b.text).startsWith(wanted) - plain(a.text).startsWith(wanted));
    };
    const open = () => {
      const hits = matches();
      list.replaceChildren(...hits.map((option, at) => {
        const item = document.createElement("li");
        item.id = `${id}:hit:${at}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.textContent = option.text;
        item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(option); });
        return item;
      }));
      list.hidden = !hits.length;
      active = -1;
      input.setAttribute("aria-expanded", String(!list.hidden));
      input.removeAttribute("aria-activedescendant");
      told.textContent = select.dataset.search.replace("{count}", hits.length);
      return hits;
    };
    const move = (step) => {
      if (list.hidden) open();
      const items = [...list.children];
      if (!items.length) return;
      if (active >= 0) items[active].setAttribute("aria-selected", "false");
      active = active < 0 && step < 0 ? items.length - 1 : (active + step + items.length) % items.length;
      items[active].setAttribute("aria-selected", "true");
      items[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", items[active].id);
    };
    input.addEventListener("input", (event) => { event.stopPropagation(); open(); });
    input.addEventListener("change", (event) => event.stopPropagation());
    input.addEventListener("click", open);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();
        choose(matches()[Math.max(active, 0)]);
      } else if (event.key === "Escape" && !list.hidden) {
        close();
      }
    });
    input.addEventListener("blur", () => {
      const typed = plain(input.value.trim());
      const same = options.find((option) => plain(option.text) === typed);
      const only = typed ? matches() : [];
      if (same || only.length === 1 || !typed) {
        const found = same || only[0];
        if (select.value !== (found ? found.value : "")) choose(found);
        else if (found) input.value = found.text;
      } else {
        input.value = select.value ? select.selectedOptions[0].text : "";
      }
      close();
    });
  }

  // ---- a matrix on a phone is one group for each row -------------------------------------------
  const wide = window.matchMedia("(min-width: 56em)");
  function shapeMatrices() {
    for (const table of document.querySelectorAll("table[data-matrix]")) {
      for (const part of table.querySelectorAll("thead, tbody, thead tr, th, td")) part.toggleAttribute("role", false);
      table.removeAttribute("role");
      for (const row of table.tBodies[0].rows) {
        row.removeAttribute("role");
        row.removeAttribute("aria-labelledby");
      }
      if (wide.matches) continue;
      table.setAttribute("role", "none");
      table.tHead.hidden = true;
      for (const part of table.querySelectorAll("tbody, tbody th, tbody td")) part.setAttribute("role", "none");
      for (const row of table.tBodies[0].rows) {
        row.setAttribute("role", "radiogroup");
        row.setAttribute("aria-labelledby", row.cells[0].firstElementChild.id);
      }
    }
    for (const table of document.querySelectorAll("table[data-matrix]")) table.tHead.hidden = !wide.matches;
  }

  // ---- begin ----------------------------------------------------------------------------------
  wide.addEventListener("change", shapeMatrices);
  shapeMatrices();
  document.getElementById("error-summary")?.focus();
  if (form) {
    for (const select of form.querySelectorAll("select[data-search]")) searchable(select);
    for (const area of form.querySelectorAll("textarea[data-counter]")) {
      area.addEventListener("input", () => count(area));
      count(area);
    }
    form.addEventListener("change", (event) => {
      keepExclusive(event.target);
      showWhatIsAsked();
    });
    showWhatIsAsked();
    if (form.dataset.typed) watchForm();
  }
  for (const other of document.querySelectorAll("form[method=post]:not(#answers)")) {
    let sent = false; // a double click is one click
    other.addEventListener("submit", (event) => { if (sent) event.preventDefault(); sent = true; });
    window.addEventListener("pageshow", () => { sent = false; });
  }
})();
