// A field and what is said about it elsewhere on the page: <input data-shows="problem-3"> brings #problem-3 forward while it has focus.
export function shows(root) {
  root.addEventListener("focusin", (event) => {
    const id = event.target.closest?.("[data-shows]")?.dataset.shows;
    const target = id && root.getElementById(id);
    if (!target) return;
    for (const other of root.querySelectorAll("article.kh-on")) other.classList.remove("kh-on");
    target.classList.add("kh-on");
    target.scrollIntoView({ block: "nearest" });
  });
}
