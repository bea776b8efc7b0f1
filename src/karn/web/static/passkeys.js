// Shows what takes passkeys where the browser has them, and says it in words when one was not given.
(() => {
  const can = Boolean(window.PublicKeyCredential);
  for (const element of document.querySelectorAll("[data-passkeys]")) {
    element.hidden = (element.dataset.passkeys === "can") !== can;
  }
  document.addEventListener("allauth.error", (event) => {
    const said = document.getElementById("passkey-error");
    if (said) {
      event.preventDefault();
      said.hidden = false;
    }
  });
})();
