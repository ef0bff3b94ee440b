/** <button data-print> opens the browser's own print window. */
export function print(root) {
  root.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
  });
}
