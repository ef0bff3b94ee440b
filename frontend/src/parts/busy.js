// A double tap sends once: the pressed button says what is being done until the answer comes.
import { says } from "./says.js";

const LONGEST = 60_000;

function release(form) {
  if (!form.dataset.busy) return;
  delete form.dataset.busy;
  for (const button of form.querySelectorAll("[data-was]")) {
    button.innerHTML = button.dataset.was;
    button.removeAttribute("data-was");
    button.removeAttribute("aria-disabled");
    button.classList.remove("is-off");
  }
}

function hold(form, button) {
  form.dataset.busy = "1";
  setTimeout(() => release(form), LONGEST);
  if (!button || button.matches("[data-quiet]")) return;
  button.dataset.was = button.innerHTML;
  button.textContent = button.dataset.busy || says("busy");
  button.setAttribute("aria-disabled", "true");
  button.classList.add("is-off");
}

export function busy(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "get" || form.matches("[data-autosave]")) return;
    if (form.dataset.busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // After the browser has read the form, so that the button's own name and value are sent.
    setTimeout(() => { if (!event.defaultPrevented || form.matches("[hx-post]")) hold(form, event.submitter); });
  }, true);
  root.addEventListener("htmx:finally:request", (event) => {
    const form = event.target.closest?.("form");
    if (form) release(form);
  });
  // Coming back by the back button shows the page as it was left.
  window.addEventListener("pageshow", () => root.querySelectorAll("form[data-busy]").forEach(release));
}
