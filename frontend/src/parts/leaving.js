// Whoever leaves while what they typed is not saved yet loses nothing. By a link: the save goes first, then the way; where
// it fails they stay, beside the sentence that says so, and the next tap leads on. By closing the page or turning to another
// app: the form is sent as it stands, in a request that outlives the page. A form that saves as one goes may be saved twice.

/** After so long without a save on its way there is none to wait for: what was typed changed nothing. */
const LONGEST_MS = 1500;

export function leaving(root) {
  const typed = new Set(); // no request has taken it along yet
  const unsaved = new Set(); // no answer has said that it is kept
  let flying = 0;
  let way = null;
  const saving = (event) => event.target.closest?.("form[data-autosave]");
  const isOpen = () => flying > 0 || [...typed].some((form) => form.isConnected);
  const goes = () => { if (way && !isOpen()) location.assign(way); };

  for (const kind of ["input", "change"]) {
    root.addEventListener(kind, (event) => {
      const form = saving(event);
      if (!form) return;
      typed.add(form);
      unsaved.add(form);
    });
  }
  root.addEventListener("htmx:before:request", (event) => {
    if (!saving(event)) return;
    typed.delete(saving(event));
    flying += 1;
  });
  root.addEventListener("htmx:finally:request", (event) => {
    const form = saving(event);
    if (!form) return;
    flying = Math.max(0, flying - 1);
    const { response } = event.detail.ctx;
    if (!response || response.status >= 400) way = null;
    else if (!typed.has(form)) unsaved.delete(form);
    goes();
  });
  // A form that is posted takes everything along itself.
  root.addEventListener("submit", (event) => { if (!event.defaultPrevented) unsaved.delete(event.target); });
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || link.target || link.hasAttribute("download") || link.hasAttribute("hx-get") || !isOpen()) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    way = link.href;
    setTimeout(() => {
      if (flying === 0) typed.clear();
      goes();
    }, LONGEST_MS);
  }, true);

  // A phone may end a page that is out of sight without another word; a closed tab says `pagehide` and no more.
  const sendAll = () => {
    for (const form of unsaved) if (form.isConnected) send(form);
    unsaved.clear();
  };
  window.addEventListener("pagehide", sendAll);
  root.addEventListener("visibilitychange", () => { if (root.visibilityState === "hidden") sendAll(); });
}

/** Browsers carry up to 64 KB past the end of a page. The form's own token goes with it. */
function send(form) {
  const body = new URLSearchParams(new FormData(form));
  const request = { method: "POST", body, keepalive: true, headers: { "HX-Request": "true" } };
  fetch(form.getAttribute("hx-post"), request).catch(() => {}); // whoever comes back sees the save that htmx tries
}
