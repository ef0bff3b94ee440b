// Short answers. From the server: HX-Trigger: {"toast": {"text": "…", "tone": "ok"}}.
const STAYS = 6000;

export function toast({ text, tone = "ok" }) {
  const shape = document.getElementById("kh-toast");
  const place = document.getElementById("kh-toasts");
  if (!shape || !place || !text) return;
  const el = shape.content.firstElementChild.cloneNode(true);
  el.classList.add(`kh-toast--${tone}`);
  el.querySelector("[data-text]").textContent = text;
  el.querySelector("button").addEventListener("click", () => el.remove());
  place.append(el);
  if (tone !== "block") setTimeout(() => el.remove(), STAYS);
}

export function toasts(root) {
  root.addEventListener("toast", (event) => toast(event.detail));
}
