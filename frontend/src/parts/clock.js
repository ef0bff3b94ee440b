// One clock: the server's. In the demo it is another day, and may stand still.
import { says } from "./says.js";

const BEIJING = 8 * 3600_000;
let base = Date.now();
let loaded = Date.now();
let still = false;

export function now() {
  return still ? base : base + (Date.now() - loaded);
}

/** Milliseconds since 1970 → "17:26", in China's one time zone. */
export function hhmm(at) {
  return new Date(at + BEIJING).toISOString().slice(11, 16);
}

function ago(at) {
  const minutes = Math.floor((now() - at) / 60_000);
  if (minutes < 1) return says("agoNow");
  if (minutes < 60) return says("agoMinutes", { n: minutes });
  return hhmm(at);
}

function tick(root) {
  for (const el of root.querySelectorAll("time[data-ago]")) el.textContent = ago(Date.parse(el.dateTime));
  for (const el of root.querySelectorAll("[data-clock-now]")) el.textContent = hhmm(now());
}

/** Reads <html data-now="ISO time" data-clock="running|still"> and keeps relative times fresh. */
export function clock(root) {
  const html = root.documentElement;
  const given = Date.parse(html.dataset.now ?? "");
  if (!Number.isNaN(given)) base = given;
  still = html.dataset.clock === "still";
  tick(root);
  root.addEventListener("htmx:after:swap", () => tick(root));
  setInterval(() => tick(root), 10_000);
}
