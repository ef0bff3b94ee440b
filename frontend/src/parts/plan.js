// The plan editor: the field one stands in and its problem show each other; what was solved is counted.
import { fill } from "./says.js";

/** Where focus enters a field or row with a problem (data-at), that problem opens and comes into sight. */
function show(root, target) {
  const at = target.closest?.("[data-at]")?.dataset.at;
  for (const article of root.querySelectorAll(".kh-prob article")) article.classList.toggle("kh-on", article.id === at);
  const article = at && root.getElementById(at);
  if (!article) return;
  article.querySelector("details")?.setAttribute("open", "");
  article.scrollIntoView({ block: "nearest" });
}

export function plan(root) {
  if (!root.querySelector("#plan.kh-ed")) return;
  const seen = new Set();
  const count = () => {
    const now = new Set([...root.querySelectorAll("[data-problem]")].map((article) => article.dataset.problem));
    for (const problem of now) seen.add(problem);
    const solved = [...seen].filter((problem) => !now.has(problem)).length;
    const line = root.querySelector("[data-solved]");
    if (!line) return;
    line.hidden = solved === 0;
    line.querySelector("span").textContent = fill(line.dataset.solved, { n: solved });
  };
  count();
  let inPanel = false;
  root.addEventListener("focusin", (event) => {
    inPanel = Boolean(event.target.closest("#plan-panel"));
    if (event.target.closest("#plan-parts")) show(root, event.target);
  });
  root.addEventListener("htmx:after:swap", () => {
    count();
    // A problem that is put right takes its button along; whoever pressed it by keyboard stays at the list.
    if (inPanel && root.activeElement === root.body) root.querySelector("#plan-panel .kh-prob-list")?.focus();
    if (root.activeElement) show(root, root.activeElement);
  });
}
