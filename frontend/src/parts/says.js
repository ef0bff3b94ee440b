/** Interface words come from the page (base.html, translated there); scripts hold none. */
export function says(key, values = {}) {
  const words = document.getElementById("kh-says")?.dataset[key] ?? "";
  return fill(words, values);
}

/** "{n} 条" with {n: 4} → "4 条". */
export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
