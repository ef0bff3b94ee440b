// What htmx needs from the house: the form token, and a sentence when an answer is no answer.
import { says } from "./says.js";
import { toast } from "./toasts.js";

/** Answers that carry a fragment to show: refusals (409), what was filled in wrong (422), bad input (400). */
const SHOWN = new Set([400, 409, 422]);

export function requests(root) {
  root.addEventListener("htmx:config:request", (event) => {
    const token = root.querySelector("meta[name=csrf-token]")?.content;
    if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token;
  });
  // A redirect means another page (most often: sign in again). A whole page never goes into a fragment's place.
  root.addEventListener("htmx:before:response", (event) => {
    const { raw } = event.detail.ctx.response;
    if (!raw.redirected) return;
    event.preventDefault();
    location.assign(raw.url);
  });
  root.addEventListener("htmx:response:error", (event) => {
    const { ctx } = event.detail;
    if (SHOWN.has(ctx.response.status)) return;
    ctx.swap = "none";
    const key = { 401: "expired", 403: "notYours", 404: "notYours", 429: "tooMany" }[ctx.response.status];
    toast({ text: says(key ?? "broken"), tone: "block" });
  });
  root.addEventListener("htmx:error", (event) => {
    if (!event.detail.ctx) return;
    event.target.dispatchEvent(new CustomEvent("kh:unsent", { bubbles: true }));
    if (!event.target.closest?.("[data-autosave]")) toast({ text: says("unsent"), tone: "block" });
  });
}
