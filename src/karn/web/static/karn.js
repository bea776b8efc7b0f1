// Keys and small comforts. Every page works without this file.
(() => {
  "use strict";
  let waiting = false; // after "g" we wait for one more key

  const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
  const openKeys = () => document.getElementById("keys").showModal();
  const go = (key) => {
    const link = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (link) window.location.assign(link.href);
  };
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.karn-menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus(null);
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (waiting) {
      waiting = false;
      go(event.key);
    } else if (event.key === "g") {
      waiting = true;
      window.setTimeout(() => { waiting = false; }, 1500);
    } else if (event.key === "/") {
      const search = document.getElementById("search");
      if (search) { event.preventDefault(); search.focus(); }
    } else if (event.key === "?") {
      openKeys();
    }
  });

  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details.karn-menu"));
    if (event.target.closest("[data-opens='keys']")) { closeMenus(null); openKeys(); }
  });

  for (const element of document.querySelectorAll(".karn-needs-script")) element.hidden = false;
})();
