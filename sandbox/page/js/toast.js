// A short notice at the edge of the screen.

import { h } from "./dom.js";

export function toast(words) {
  const note = h("div", { class: "toast" }, words);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 6000);
}
