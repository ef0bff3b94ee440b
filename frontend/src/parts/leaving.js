// Whoever leaves by a link while what they typed is not saved yet: the save goes first, then the way. Where it fails they
// stay, beside the sentence that says so; the next tap leads on.

/** After so long without a save on its way there is none to wait for: what was typed changed nothing. */
const LONGEST_MS = 1500;

export function leaving(root) {
  const typed = new Set();
  let flying = 0;
  let way = null;
  const saving = (event) => event.target.closest?.("form[data-autosave]");
  const isOpen = () => flying > 0 || [...typed].some((form) => form.isConnected);
  const goes = () => { if (way && !isOpen()) location.assign(way); };

  for (const kind of ["input", "change"]) {
    root.addEventListener(kind, (event) => { if (saving(event)) typed.add(saving(event)); });
  }
  root.addEventListener("htmx:before:request", (event) => {
    if (!saving(event)) return;
    typed.delete(saving(event));
    flying += 1;
  });
  root.addEventListener("htmx:finally:request", (event) => {
    if (!saving(event)) return;
    flying = Math.max(0, flying - 1);
    const { response } = event.detail.ctx;
    if (!response || response.status >= 400) way = null;
    goes();
  });
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
}
