// A ranked list: drag the grip, or press an arrow; each move is announced and lets the form save itself.
// Without script the arrows are submit buttons (name="move") and the server reorders.
import { fill } from "./says.js";

export const ranked = () => ({
  init() {
    this.list = this.$el.querySelector("ol");
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-move]");
      if (!button) return;
      event.preventDefault();
      this.move(button.closest("li"), button.dataset.move, button);
    });
    this.list.addEventListener("pointerdown", (event) => {
      const grip = event.target.closest("[data-grip]");
      if (grip) this.lift(event, grip.closest("li"));
    });
    this.number();
  },

  items() {
    return [...this.list.children];
  },

  move(item, where, button) {
    const name = item.dataset.name;
    if (where === "remove") {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      this.changed(fill(this.$el.dataset.removed, { name }));
      (next?.querySelector("[data-move=remove]") ?? this.list).focus();
      return;
    }
    if (where === "up") item.previousElementSibling?.before(item);
    else item.nextElementSibling?.after(item);
    this.changed(fill(this.$el.dataset.moved, { name, k: this.items().indexOf(item) + 1 }));
    (button.disabled ? item.querySelector("[data-move]:not([disabled])") : button).focus();
  },

  lift(event, item) {
    event.preventDefault();
    const before = this.items().indexOf(item);
    item.classList.add("kh-lift");
    const follow = (at) => {
      for (const other of this.items()) {
        if (other === item) continue;
        const box = other.getBoundingClientRect();
        if (at.clientY > box.top && at.clientY < box.bottom) {
          const below = at.clientY > box.top + box.height / 2;
          if (below) other.after(item);
          else other.before(item);
        }
      }
      this.number();
    };
    const drop = () => {
      item.classList.remove("kh-lift");
      document.removeEventListener("pointermove", follow);
      document.removeEventListener("pointerup", drop);
      document.removeEventListener("pointercancel", drop);
      const k = this.items().indexOf(item);
      if (k !== before) this.changed(fill(this.$el.dataset.moved, { name: item.dataset.name, k: k + 1 }));
    };
    document.addEventListener("pointermove", follow);
    document.addEventListener("pointerup", drop);
    document.addEventListener("pointercancel", drop);
  },

  number() {
    const all = this.items();
    all.forEach((item, index) => {
      const badge = item.querySelector("[data-rank]");
      if (badge) {
        badge.textContent = index + 1;
        badge.setAttribute("aria-label", fill(this.$el.dataset.rank, { k: index + 1 }));
      }
      item.querySelector("[data-move=up]").disabled = index === 0;
      item.querySelector("[data-move=down]").disabled = index === all.length - 1;
    });
  },

  changed(sentence) {
    this.number();
    const live = this.$el.querySelector("[data-live]");
    if (live) live.textContent = sentence;
    const form = this.$el.closest("form");
    // A hint that spoke of the old order must not outlive it.
    this.$el.querySelectorAll("[data-hint]").forEach((hint) => hint.remove());
    form?.dispatchEvent(new Event("change", { bubbles: true }));
  },
});
