// Choosing whom to be.

import { h, icon, replace, uid } from "./dom.js";
import { avatar } from "./avatar.js";
import { closer, frame } from "./dialogs.js";
import { tags } from "./message.js";
import { closeDrawer, leaveFor } from "./sidebar.js";
import { store } from "./store.js";
import { say } from "./words.js";

export function openPeople() {
  const list = h("ul", { class: "people", role: "listbox", id: uid("people"), "aria-label": say("Switch person") });
  const search = h("input", { type: "search", class: "input", placeholder: say("Find a person"), "aria-label": say("Find a person"), "aria-controls": list.id, autocomplete: "off" });
  const end = () => { dialog.close(); dialog.remove(); };
  const choose = (person) => { end(); closeDrawer(); leaveFor(person.id); };
  const draw = () => replace(list, rows(search.value, choose));
  search.addEventListener("input", draw);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") list.querySelector("button")?.click();
    if (event.key === "ArrowDown") { event.preventDefault(); list.querySelector("button")?.focus(); }
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...list.querySelectorAll("button")];
    const next = buttons[buttons.indexOf(document.activeElement) + step];
    (next || search).focus();
  });
  const dialog = frame({ class: "dialog people-dialog", id: "people-dialog", "aria-label": say("Switch person") },
    h("header", {}, h("h2", {}, say("Switch person")), closer(end)),
    h("div", { class: "people-search" }, icon("search"), search),
    list);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(); });
  draw();
  search.focus();
}

function rows(text, choose) {
  const wanted = text.trim().toLowerCase();
  const found = [...store.people.values()].filter((person) =>
    `${person.name} ${person.handle} ${person.title} ${person.email}`.toLowerCase().includes(wanted));
  if (!found.length) return [h("li", { class: "none" }, say("Nobody found"))];
  return found.slice(0, 200).map((person) => h("li", { role: "presentation" },
    h("button", { type: "button", role: "option", "aria-selected": String(person.id === store.me), onclick: () => choose(person), disabled: person.deleted },
      avatar(person),
      h("span", { class: "person-words" },
        h("span", {}, h("b", {}, person.name), " ", tags(person), person.is_admin ? h("span", { class: "tag" }, say("Admin")) : null),
        h("small", {}, person.title || person.email)),
      person.id === store.me ? icon("check") : null)));
}
