// A small menu at a button.

import { h } from "./dom.js";

export function menu(opener, entries) {
  document.querySelector(".menu")?.remove();
  const close = () => {
    list.remove();
    document.removeEventListener("pointerdown", away, true);
    opener.setAttribute("aria-expanded", "false");
  };
  const away = (event) => { if (!list.contains(event.target)) close(); };
  const items = entries.map((entry) => h("button", {
    type: "button", role: "menuitem",
    onclick: () => { close(); opener.focus(); entry.run(); },
  }, entry.label, entry.note ? h("small", {}, entry.note) : null));
  const list = h("div", { class: "menu", role: "menu" }, items);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const at = items.indexOf(document.activeElement);
      items[(at + step + items.length) % items.length].focus();
    }
    if (event.key === "Escape" || event.key === "Tab") { event.preventDefault(); event.stopPropagation(); close(); opener.focus(); }
  });
  (opener.closest("dialog") || document.body).append(list);
  place(list, opener.getBoundingClientRect());
  opener.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", away, true);
  items[0]?.focus();
}

function place(list, box) {
  const size = list.getBoundingClientRect();
  const below = box.bottom + 6 + size.height < innerHeight;
  list.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - size.height - 6)}px`;
  list.style.left = `${Math.max(8, Math.min(box.left, innerWidth - size.width - 8))}px`;
}
