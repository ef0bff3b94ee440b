// A form that saves as one goes: <form data-autosave x-data="autosave" hx-post=… hx-trigger="change delay:400ms" hx-swap="none">
// and in it {% autosave %}. It never says "saved" before the server has answered.
import { hhmm, now } from "./clock.js";
import { says } from "./says.js";

export const autosave = () => ({
  state: "idle",
  init() {
    this.$el.addEventListener("htmx:before:request", () => this.show("saving"));
    this.$el.addEventListener("htmx:after:request", (event) => this.show(event.detail.ctx.response.status < 400 ? "saved" : "failed"));
    this.$el.addEventListener("kh:unsent", () => this.show("failed"));
    window.addEventListener("online", () => {
      if (this.state === "failed") this.$el.dispatchEvent(new Event("change", { bubbles: true }));
    });
  },
  show(state) {
    this.state = state;
    const line = this.$el.querySelector("[data-save]");
    if (!line) return;
    line.dataset.state = state;
    line.querySelector("[data-text]").textContent = says(state, { at: hhmm(now()) });
    line.querySelectorAll("[data-on]").forEach((icon) => { icon.toggleAttribute("hidden", icon.dataset.on !== state); });
  },
});
