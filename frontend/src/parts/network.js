// Without a network the page says so, and as of when it shows things; what can be done goes on.
import { hhmm, now } from "./clock.js";
import { says } from "./says.js";

export function network(root) {
  const bar = root.getElementById("kh-off");
  if (!bar) return;
  let seen = null;
  const show = () => {
    if (navigator.onLine) {
      bar.hidden = true;
      seen = null;
      return;
    }
    seen ??= hhmm(now());
    bar.querySelector("[data-text]").textContent = root.querySelector("[data-offline-says]")?.dataset.offlineSays || says("offline", { at: seen });
    bar.hidden = false;
  };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  root.addEventListener("kh:offline-says", show);
  show();
}
