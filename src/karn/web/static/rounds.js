// Answering a round with three keys: each answers the row one stands on and goes to the next one.
(() => {
  "use strict";
  const ROW = "[data-ask]";
  const rows = () => [...document.querySelectorAll(ROW)];
  const stand = (row) => (row.querySelector("input:checked") ?? row.querySelector("input[type=radio]"))?.focus();
  const count = () => {
    const told = document.querySelector("[data-answered]");
    if (told) told.textContent = String(rows().filter((row) => row.querySelector("input:checked")).length);
  };

  // Before anything else hears of the key: on other pages it does other things.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const row = event.target.closest(ROW);
    const all = rows();
    const at = all.indexOf(row);
    if (event.key === "j" || event.key === "k") {
      if (!row) return;
      const next = all[at + (event.key === "j" ? 1 : -1)];
      event.preventDefault();
      event.stopImmediatePropagation();
      if (next) stand(next);
      return;
    }
    const box = row?.querySelector(`[data-answer-key="${CSS.escape(event.key)}"]`);
    if (!box) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    box.checked = true;
    count();
    const next = all.slice(at + 1).find((one) => !one.querySelector("input:checked"));
    if (next) stand(next);
    else document.querySelector("[data-send]")?.focus();
  }, true);

  document.addEventListener("change", count);
  const first = rows().find((one) => !one.querySelector("input:checked"));
  if (first) stand(first);
  count();
})();
