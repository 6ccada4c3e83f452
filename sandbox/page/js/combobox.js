// Menus that one types into: people, conversations, and options that the app looks up.

import { h, icon, uid } from "./dom.js";
import { act } from "./api.js";
import { channelTitle, store } from "./store.js";
import { say } from "./words.js";

const WAIT = 200;

function isMany(given) {
  return given.type.startsWith("multi_");
}

function peopleMatching(text) {
  const wanted = text.toLowerCase();
  return [...store.people.values()]
    .filter((person) => !person.deleted && `${person.name} ${person.handle}`.toLowerCase().includes(wanted))
    .map((person) => ({ value: person.id, label: person.name, note: person.title }));
}

function channelsMatching(text) {
  const wanted = text.toLowerCase();
  return [...store.channels.values()]
    .map((channel) => ({ value: channel.id, label: channelTitle(channel) }))
    .filter((one) => one.label.toLowerCase().includes(wanted));
}

async function lookedUp(given, block, place, text) {
  const body = { ...place.where, block_id: block.block_id, action_id: given.action_id, value: text };
  const answer = await act("suggest", body);
  return (answer.options || []).map((option) => ({ value: option.value, label: option.text.text, note: option.description?.text, option }));
}

function finder(given, block, place) {
  if (given.type.endsWith("users_select")) return async (text) => peopleMatching(text);
  if (/(channels|conversations)_select$/.test(given.type)) return async (text) => channelsMatching(text);
  if (given.type === "multi_static_select") return async (text) => offered(given, text);
  return (text) => lookedUp(given, block, place, text);
}

function offered(given, text) {
  const options = given.options || given.option_groups.flatMap((group) => group.options);
  return options.map((option) => ({ value: option.value, label: option.text.text, option }))
    .filter((one) => one.label.toLowerCase().includes(text.toLowerCase()));
}

function named(kept) {
  if (typeof kept === "object") return { value: kept.value, label: kept.text.text, option: kept };
  const person = store.people.get(kept);
  const channel = store.channels.get(kept);
  return { value: kept, label: person?.name || channelTitle(channel) || kept };
}

function before(given, block, place, held) {
  const keys = isMany(given)
    ? ["selected_options", "selected_users", "selected_conversations", "selected_channels"]
    : ["selected_option", "selected_user", "selected_conversation", "selected_channel"];
  for (const key of keys) {
    const value = held(given, block, place, key) ?? given[key.replace("selected", "initial")];
    if (value) return [value].flat().map(named);
  }
  return [];
}

export function combobox(given, block, place, held) {
  const list = h("ul", { class: "options", role: "listbox", id: uid("options"), hidden: true });
  const input = h("input", {
    type: "text", class: "input", role: "combobox", autocomplete: "off", id: uid("combo"),
    "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
    placeholder: given.placeholder?.text || say("Search"),
  });
  const chips = h("span", { class: "chips" });
  const box = h("span", { class: "combobox" }, chips, input, icon("search"), list);
  const state = { picked: before(given, block, place, held), rows: [], at: -1, asked: 0 };
  const find = finder(given, block, place);
  const draw = () => drawPicked(state, given, chips, input, draw, box);
  wire({ state, given, find, list, input, box, draw });
  draw();
  box.read = () => {
    const values = state.picked.map((one) => one.option || one.value);
    return isMany(given) ? values : values[0] ?? "";
  };
  return box;
}

function drawPicked(state, given, chips, input, draw, box) {
  if (!isMany(given)) {
    input.value = state.picked[0]?.label || "";
    return;
  }
  chips.replaceChildren(...state.picked.map((one) => h("span", { class: "chip" }, one.label,
    h("button", {
      type: "button", "aria-label": say("Remove {name}", { name: one.label }),
      onclick: () => {
        state.picked = state.picked.filter((other) => other !== one);
        draw();
        box.dispatchEvent(new Event("chosen"));
      },
    }, icon("close")))));
  input.value = "";
}

function wire({ state, given, find, list, input, box, draw }) {
  let timer = 0;
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); };
  const choose = (row) => {
    state.picked = isMany(given) ? [...state.picked.filter((one) => one.value !== row.value), row] : [row];
    draw();
    close();
    box.dispatchEvent(new Event("chosen"));
  };
  const search = async () => {
    const asked = ++state.asked;
    if (input.value.length < (given.min_query_length ?? (given.type.includes("external") ? 3 : 0))) return close();
    const rows = await find(input.value);
    if (asked === state.asked) show(state, rows, list, input, choose);
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(search, given.type.includes("external") ? WAIT : 0); };
  input.addEventListener("input", later);
  input.addEventListener("focus", () => { input.select(); later(); });
  input.addEventListener("blur", () => setTimeout(() => { close(); draw(); }, 150));
  input.addEventListener("keydown", (event) => steer(event, state, list, input, choose, close));
}

function show(state, rows, list, input, choose) {
  state.rows = rows.slice(0, 100);
  state.at = -1;
  const items = state.rows.map((row) => h("li", { role: "option", id: uid("option"), onmousedown: (event) => { event.preventDefault(); choose(row); } },
    row.label, row.note ? h("small", {}, row.note) : null));
  list.replaceChildren(...(items.length ? items : [h("li", { class: "none" }, say("No results"))]));
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
}

function steer(event, state, list, input, choose, close) {
  if (event.key === "Escape" && !list.hidden) { event.stopPropagation(); event.preventDefault(); return close(); }
  if (event.key === "Enter" && !list.hidden && state.rows.length) {
    event.preventDefault();
    return choose(state.rows[Math.max(state.at, 0)]);
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || list.hidden || !state.rows.length) return undefined;
  event.preventDefault();
  state.at = (state.at + step + state.rows.length) % state.rows.length;
  [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === state.at)));
  input.setAttribute("aria-activedescendant", list.children[state.at].id);
  list.children[state.at].scrollIntoView({ block: "nearest" });
  return undefined;
}
