// Keys and small comforts. Every page works without this file.
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
  const closeMenus = (except) => {
    for (const menu of all("details.karn-menu[open]")) if (menu !== except) menu.open = false;
  };

  // Dialogs: the list of keys, the palette, the quick log.
  const open = (id) => {
    const dialog = document.getElementById(id);
    if (!dialog) return null;
    for (const other of all("dialog[open]")) if (other !== dialog) other.close();
    closeMenus(null);
    if (!dialog.open) dialog.showModal();
    return dialog;
  };

  // Parts of pages, as the server draws them. An answer that is no part (logged out, an error) is a page.
  const fetchPart = async (address, signal) => {
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal });
    if (answer.ok && !answer.redirected) return answer.text();
    window.location.assign(address);
    return "";
  };

  // A field that finds while one types: what it finds goes into the element it names.
  const asked = new WeakMap();
  const shown = new WeakMap(); // for which words what is shown was found
  const listOf = (field) => one(`#${CSS.escape(field.dataset.finder)}`, field.closest("dialog, main"));
  const asks = (field) => {
    const address = new URL(field.form.action);
    address.search = new URLSearchParams(new FormData(field.form)).toString();
    return address;
  };
  const find = async (field) => {
    if (!field.isConnected) return; // another part stands there by now
    asked.get(field)?.abort();
    const asking = new AbortController();
    asked.set(field, asking);
    const address = asks(field);
    try {
      const part = await fetchPart(address, asking.signal);
      if (asking.signal.aborted || !field.isConnected) return;
      listOf(field).innerHTML = part;
      shown.set(field, address.search);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  const found = (field) => all("a, button", listOf(field));
  let pause;
  const takeFirst = async (field) => { // who types quickly presses Enter before the list is there
    window.clearTimeout(pause);
    if (shown.get(field) !== asks(field).search) await find(field);
    if (!field.isConnected || shown.get(field) !== asks(field).search) return; // went on typing
    found(field)[0]?.click();
  };
  const walk = (event, field) => {
    const items = found(field);
    const at = items.indexOf(document.activeElement);
    const next = event.key === "ArrowDown" ? at + 1 : at - 1;
    event.preventDefault();
    (items[next] ?? (next < 0 ? field : items[at]))?.focus();
  };
  const finderOf = (element) => one("[data-finder]", element.closest("dialog, main") ?? document);

  const openPalette = () => {
    const dialog = open("palette");
    const field = dialog && one("input", dialog);
    if (!field) return;
    field.select();
    find(field);
  };

  const openLog = async (address) => {
    const here = window.location.pathname + window.location.search;
    const wanted = new URL(address, window.location.href);
    if (!wanted.searchParams.has("next")) wanted.searchParams.set("next", here);
    if (!document.getElementById("log")) { window.location.assign(wanted); return; }
    const part = await fetchPart(wanted);
    if (!part) return;
    const dialog = open("log");
    const content = document.getElementById("log-content");
    content.innerHTML = part;
    one("[autofocus]", content)?.focus();
    dialog.scrollTop = 0;
  };

  // Rows with deeds of their own (my day): a key does it to the row one stands on, never to one nobody sees.
  const ROW = "[data-row]";
  const rowHere = () => document.activeElement.closest(ROW);
  const hasDeeds = () => one(`main ${ROW}`) !== null;
  const deed = (does) => {
    if (!hasDeeds()) return;
    const row = rowHere();
    if (!row) { step(1); return; }
    const found = one(`[data-does="${does}"]`, row);
    if (!found) return;
    if (found.matches("summary")) {
      closeMenus(found.parentElement);
      found.parentElement.open = true;
      one("button, select, input:not([type=hidden])", found.nextElementSibling)?.focus();
    } else {
      found.click();
    }
  };
  // What was done, logged or taken back makes the page anew: one goes on where one stood.
  const PLACE = "karn-row";
  let stood = null;
  const keepPlace = (form) => {
    const row = form.closest(ROW) ?? stood;
    if (row) sessionStorage.setItem(PLACE, JSON.stringify([window.location.pathname, all(`main ${ROW}`).indexOf(row)]));
  };
  const findPlace = () => {
    const [path, at] = JSON.parse(sessionStorage.getItem(PLACE) ?? "[null, 0]");
    sessionStorage.removeItem(PLACE);
    if (path !== window.location.pathname) return;
    const rows = all(`main ${ROW}`);
    if (rows.length) one("a[href]", rows[Math.min(at, rows.length - 1)])?.focus();
  };

  // Lists: j and k go from row to row, Enter follows the link as ever.
  const step = (by) => {
    const links = all(`main tbody tr, main .karn-found li, main ${ROW}`).map((row) => one("a[href]", row)).filter(Boolean);
    if (!links.length) return;
    const row = document.activeElement.closest(`tr, .karn-found li, ${ROW}`);
    const at = links.findIndex((link) => row !== null && row.contains(link));
    const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
    links[Math.max(0, Math.min(next, links.length - 1))].focus();
  };

  // Rows one can choose: x chooses the one j and k stand on, the box in the head all of the page.
  const boxes = () => all("main tbody input[type=checkbox][form]");
  const countChosen = () => {
    const told = one("[data-chosen]");
    if (!told) return;
    const ticked = boxes().filter((box) => box.checked).length;
    told.textContent = ticked ? `${told.dataset.some} ${ticked}` : told.dataset.none;
    const head = one("[data-tick-all]");
    if (head) {
      head.checked = ticked > 0 && ticked === boxes().length;
      head.indeterminate = ticked > 0 && !head.checked;
    }
  };
  const tick = () => {
    const row = document.activeElement.closest("tr") ?? one("main tbody tr");
    const box = row && one("input[type=checkbox][form]", row);
    if (!box) return;
    box.checked = !box.checked;
    if (!row.contains(document.activeElement)) one("a[href]", row)?.focus();
    countChosen();
  };

  const go = (key) => {
    const link = one(`[data-key="${CSS.escape(key)}"]`);
    if (link) window.location.assign(link.href);
  };
  const keys = {
    "/": (event) => { const search = one("#search"); if (search) { event.preventDefault(); search.focus(); } },
    "?": () => open("keys"),
    "j": () => step(1),
    "k": () => step(-1),
    "d": () => deed("done"),
    "s": (event) => { event.preventDefault(); deed("snooze"); },
    "r": (event) => { event.preventDefault(); deed("give"); },
    "x": (event) => { event.preventDefault(); if (hasDeeds()) deed("done"); else tick(); },
    "l": (event) => {
      const here = hasDeeds() ? rowHere() && one('[data-does="log"]', rowHere()) : one("main a[data-log]");
      const link = here ?? one("header a[data-log]");
      if (link) { event.preventDefault(); openLog(link.href); }
    },
    "u": () => one("[data-undo]")?.click(),
  };
  let waiting = false; // after "g" we wait for one more key

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.key === "Escape") {
      one("summary", event.target.closest("details.karn-menu[open]") ?? document.createElement("div"))?.focus();
      closeMenus(null);
      // In a field for searching, the browser's own Escape only empties it.
      if (event.target.matches("#palette-search")) event.target.closest("dialog").close();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = finderOf(event.target);
    if (field && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const among = event.target === field || found(field).includes(event.target);
      if (among) { walk(event, field); return; }
    }
    if (event.target === field && event.key === "Enter") {
      event.preventDefault();
      takeFirst(field);
      return;
    }
    if (typing(event.target) || one("dialog[open]")) return;
    if (waiting) {
      waiting = false;
      go(event.key);
    } else if (event.key === "g") {
      waiting = true;
      window.setTimeout(() => { waiting = false; }, 1500);
    } else if (Object.hasOwn(keys, event.key)) {
      keys[event.key](event);
    }
  });

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-finder]")) return;
    window.clearTimeout(pause);
    pause = window.setTimeout(() => find(event.target), 120);
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) for (const box of boxes()) box.checked = event.target.checked;
    countChosen();
  });

  document.addEventListener("focusin", (event) => { stood = event.target.closest(`main ${ROW}`) ?? stood; });
  document.addEventListener("submit", (event) => keepPlace(event.target));

  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details.karn-menu"));
    if (event.target.closest("[data-opens='keys']")) open("keys");
    if (event.target.closest("[data-print]")) window.print();
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const log = event.target.closest("a[data-log]");
    const palette = event.target.closest("a[data-palette]");
    if (log && document.getElementById("log")) { event.preventDefault(); openLog(log.href); }
    if (palette) { event.preventDefault(); openPalette(); }
  });

  for (const element of all(".karn-needs-script")) element.hidden = false;
  findPlace();
  countChosen(); // a browser that goes back keeps what was ticked
})();
