// The box that messages and commands are written in.

import { h, icon, uid } from "./dom.js";
import { avatar } from "./avatar.js";
import { store } from "./store.js";
import { say } from "./words.js";

export function composer({ id, placeholder, send, attach, hasCommands }) {
  const list = h("ul", { class: "suggestions", role: "listbox", id: uid("suggestions"), hidden: true });
  const input = h("textarea", {
    id, rows: 1, placeholder, "aria-label": placeholder, "aria-controls": list.id,
    role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", enterkeyhint: "send",
  });
  const button = h("button", { type: "button", class: "send", "aria-label": say("Send"), disabled: true }, icon("send"));
  const box = h("div", { class: "composer" }, list, h("div", { class: "composer-line" }, attacher(attach), input, button));
  takeDrops(box, attach);
  const state = { rows: [], at: 0 };
  const fit = () => {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 220)}px`;
    button.disabled = !input.value.trim();
  };
  const submit = async () => {
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    fit();
    hide();
    const outcome = await send(text);
    if (outcome && !outcome.ok && outcome.error === "offline" && !input.value) { input.value = text; fit(); }
  };
  const hide = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const suggest = () => {
    state.rows = suggestions(input, hasCommands);
    state.at = 0;
    if (!state.rows.length) return hide();
    list.replaceChildren(...state.rows.map((row) => item(row, () => choose(row))));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    return mark();
  };
  const mark = () => [...list.querySelectorAll("[role=option]")].forEach((one, at) => {
    one.setAttribute("aria-selected", String(at === state.at));
    if (at !== state.at) return;
    input.setAttribute("aria-activedescendant", one.id);
    one.scrollIntoView({ block: "nearest" });
  });
  const choose = (row) => { row.put(input); fit(); hide(); input.focus(); };
  input.addEventListener("input", () => { fit(); suggest(); });
  input.addEventListener("blur", () => setTimeout(hide, 150));
  input.addEventListener("keydown", (event) => keyed(event, { list, state, mark, choose, hide, submit, input }));
  button.addEventListener("click", submit);
  return { box, input };
}

function keyed(event, { list, state, mark, choose, hide, submit, input }) {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!list.hidden && step) {
    event.preventDefault();
    state.at = (state.at + step + state.rows.length) % state.rows.length;
    mark();
  } else if (!list.hidden && (event.key === "Tab" || event.key === "Enter") && !isWhole(input, state.rows)) {
    event.preventDefault();
    choose(state.rows[state.at]);
  } else if (!list.hidden && event.key === "Escape") {
    event.stopPropagation();
    hide();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    submit();
  }
}

function isWhole(input, rows) {
  return rows.some((row) => row.whole && row.whole === input.value.trim());
}

function item(row, choose) {
  return h("li", { role: "option", id: uid("suggestion"), onmousedown: (event) => { event.preventDefault(); choose(); } },
    row.face, h("span", { class: "suggestion-main" }, h("b", {}, row.label), row.hint ? h("code", {}, row.hint) : null),
    h("small", {}, row.note));
}

function suggestions(input, hasCommands) {
  const upTo = input.value.slice(0, input.selectionStart);
  if (hasCommands && /^\/[^\s]*$/.test(upTo)) return commandsFor(upTo);
  const at = /(^|\s)@([^\s@]*)$/.exec(upTo);
  return at ? peopleFor(at[2]) : [];
}

function commandsFor(begun) {
  return store.app.commands
    .filter((one) => one.command.startsWith(begun.toLowerCase()))
    .map((one) => ({
      label: one.command, hint: one.usage_hint, note: one.description, whole: one.command,
      face: avatar({ id: store.app.user, name: store.app.name, isApp: true }, "small"),
      put: (input) => { input.value = `${one.command} `; },
    }));
}

function peopleFor(begun) {
  const app = { id: store.app.user, name: store.app.name, handle: store.app.name.toLowerCase().replaceAll(" ", "."), title: say("App"), isApp: true };
  return [...store.people.values(), app]
    .filter((person) => !person.deleted && `${person.handle} ${person.name}`.toLowerCase().includes(begun.toLowerCase()))
    .slice(0, 8)
    .map((person) => ({
      label: person.name, note: person.title, face: avatar(person, "small"),
      put: (input) => {
        const start = input.value.slice(0, input.selectionStart).replace(/@[^\s@]*$/, `@${person.handle} `);
        input.value = start + input.value.slice(input.selectionStart);
        input.selectionStart = input.selectionEnd = start.length;
      },
    }));
}

function attacher(attach) {
  const picker = h("input", { type: "file", hidden: true, tabindex: "-1", "aria-hidden": "true" });
  picker.addEventListener("change", () => { for (const file of picker.files) attach(file); picker.value = ""; });
  const words = say("Attach a file");
  return [picker, h("button", { type: "button", class: "quiet square", "aria-label": words, title: words, onclick: () => picker.click() }, icon("clip"))];
}

function takeDrops(box, attach) {
  box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("over"); });
  box.addEventListener("dragleave", () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("over");
    for (const file of event.dataTransfer.files) attach(file);
  });
}
