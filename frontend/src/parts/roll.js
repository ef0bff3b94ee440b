// Roll-call: everyone is preset; a tap marks the exception chosen above the tiles, a second tap undoes it. A long press (or
// the menu key) means late without choosing.
// What is marked is kept on the device until the server has it, so that it survives a dead network and a reload.
import { now } from "./clock.js";
import { fill } from "./says.js";

const LONG_PRESS = 500;
const KEPT_FOR = 3 * 24 * 3600_000;

/** Marks of days past, of other sessions, do not stay on a shared tablet. */
function forget(except) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith("roll:") || key === except) continue;
      if (now() - (JSON.parse(localStorage.getItem(key))?.at ?? 0) > KEPT_FOR) localStorage.removeItem(key);
    }
  } catch { /* storage may be closed */ }
}

export const roll = () => ({
  init() {
    this.form = this.$el;
    this.store = `roll:${this.form.dataset.key}`;
    this.list = this.form.querySelector(".kh-roll");
    let timer = 0;
    let pressed = false;
    this.list.addEventListener("pointerdown", (event) => {
      const kid = event.target.closest(".kh-kid");
      pressed = false;
      if (kid) timer = setTimeout(() => { pressed = true; this.late(kid); }, LONG_PRESS);
    });
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) this.list.addEventListener(end, () => clearTimeout(timer));
    this.list.addEventListener("contextmenu", (event) => {
      const kid = event.target.closest(".kh-kid");
      if (!kid) return;
      event.preventDefault();
      clearTimeout(timer);
      if (!pressed) this.late(kid);
      pressed = event.pointerType === "touch";
    });
    this.list.addEventListener("click", (event) => {
      const kid = event.target.closest(".kh-kid");
      if (!kid) return;
      if (pressed) { pressed = false; return; }
      this.tap(kid);
    });
    this.form.addEventListener("submit", (event) => this.send(event), true);
    window.addEventListener("online", () => { this.count(); if (this.kept()?.pending) this.form.requestSubmit(); });
    window.addEventListener("offline", () => this.count());
    for (const kid of this.kids()) {
      kid.dataset.known = kid.dataset.state; // to the server
      this.set(kid, kid.dataset.state);
    }
    forget(this.store);
    this.restore();
    this.count();
  },

  kids() {
    return [...this.list.querySelectorAll(".kh-kid")];
  },

  tap(kid) {
    const { preset, state } = kid.dataset;
    const chosen = this.form.querySelector("[name=tap]:checked")?.value ?? "absent";
    if (preset === "leave") this.mark(kid, state === preset ? (chosen === "late" ? "late" : "here") : preset);
    else if (chosen !== preset) this.mark(kid, state === chosen ? preset : chosen);
    else this.mark(kid, state === preset ? "here" : preset);
  },

  late(kid) {
    if (navigator.vibrate) navigator.vibrate(20);
    this.mark(kid, kid.dataset.state === "late" ? kid.dataset.preset : "late");
  },

  mark(kid, state) {
    this.set(kid, state);
    this.keep(false);
    this.count();
  },

  set(kid, state) {
    kid.dataset.state = state;
    kid.nextElementSibling.value = state;
    const word = this.list.dataset[`word${state[0].toUpperCase()}${state.slice(1)}`];
    kid.setAttribute("aria-label", fill(this.list.dataset.label, { number: kid.dataset.number, name: kid.dataset.name, state: word }));
  },

  count() {
    const names = [];
    const counts = { here: 0, leave: 0, absent: 0, late: 0 };
    for (const kid of this.kids()) {
      counts[kid.dataset.state] = (counts[kid.dataset.state] ?? 0) + 1;
      if (kid.dataset.state === "absent") names.push(kid.dataset.name);
    }
    counts.here += counts.late;
    for (const [state, n] of Object.entries(counts)) {
      for (const el of this.form.querySelectorAll(`[data-count=${state}]`)) el.textContent = n;
      for (const el of this.form.querySelectorAll(`[data-if=${state}]`)) el.hidden = n === 0;
    }
    const line = this.form.querySelector("[data-next]");
    if (!line) return;
    const { none, absent, offline } = line.dataset;
    const who = names.slice(0, 3).join("、") + (names.length > 3 ? fill(line.dataset.more, { n: names.length }) : "");
    line.textContent = names.length === 0 ? none : fill(navigator.onLine ? absent : offline, { names: who });
  },

  changes() {
    return Object.fromEntries(this.kids().filter((k) => k.dataset.state !== k.dataset.known).map((k) => [k.nextElementSibling.name, k.dataset.state]));
  },

  kept() {
    try { return JSON.parse(localStorage.getItem(this.store)); } catch { return null; }
  },

  keep(pending) {
    const changes = this.changes();
    try { localStorage.setItem(this.store, JSON.stringify({ at: now(), pending, changes })); } catch { /* storage may be closed; the page still holds it */ }
    this.tell(Object.keys(changes).length);
  },

  tell(n) {
    const words = this.form.dataset.offline;
    if (!words) return;
    this.form.dataset.offlineSays = fill(words, { n });
    this.form.dispatchEvent(new CustomEvent("kh:offline-says", { bubbles: true }));
  },

  restore() {
    const kept = this.kept();
    if (!kept) return;
    // The server has a roll-call taken after these marks: it knows better.
    if (Number(this.form.dataset.saved || 0) > kept.at) { localStorage.removeItem(this.store); return; }
    for (const kid of this.kids()) {
      const state = kept.changes[kid.nextElementSibling.name];
      if (state) this.set(kid, state);
    }
    this.tell(Object.keys(kept.changes).length);
    if (kept.pending && navigator.onLine) this.form.requestSubmit();
  },

  send(event) {
    this.keep(!navigator.onLine);
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopPropagation();
  },
});
