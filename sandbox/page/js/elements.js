// Interactive elements. A place tells where they stand and what pressing them does.

import { h, icon, uid } from "./dom.js";
import { act } from "./api.js";
import { confirmed } from "./dialogs.js";
import { combobox } from "./combobox.js";
import { withEmoji } from "./emoji.js";
import { menu } from "./menu.js";
import { say } from "./words.js";

function plain(text) {
  return withEmoji(text.text);
}

async function press(given, block, place, control, answer) {
  if (given.confirm && !(await confirmed(given.confirm))) return false;
  const warned = control.parentElement?.querySelector(":scope > .trouble");
  warned?.remove();
  control.classList.add("busy");
  control.disabled = true;
  const body = { ...place.where, block_id: block.block_id, action_id: given.action_id, ...answer };
  const outcome = await act("click", body);
  control.classList.remove("busy");
  control.disabled = false;
  if (!outcome.ok) trouble(control, outcome);
  return outcome.ok;
}

function trouble(control, outcome) {
  const known = { operation_timeout: 1, dispatch_failed: 1, offline: 1 };
  const words = known[outcome.error]
    ? say("The app did not answer. Please try again.")
    : say("Something went wrong: {error}", { error: outcome.error });
  control.after(h("span", { class: "trouble", role: "alert" }, icon("warn"), words));
}

function button(given, block, place) {
  const made = h("button", {
    type: "button",
    class: `button ${given.style || ""}`,
    "aria-label": given.accessibility_label,
    onclick: () => {
      if (given.url) window.open(given.url, "_blank", "noopener");
      press(given, block, place, made, {});
    },
  }, h("span", { class: "face" }, plain(given.text)));
  return h("span", { class: "control" }, made);
}

function overflow(given, block, place) {
  const opener = h("button", { type: "button", class: "button square", "aria-label": say("More actions"), "aria-haspopup": "menu" }, icon("more"));
  opener.addEventListener("click", () => menu(opener, given.options.map((option) => ({
    label: plain(option.text),
    run: () => press(given, block, place, opener, { selected_option: option.value }),
  }))));
  return h("span", { class: "control" }, opener);
}

function staticSelect(given, block, place) {
  const option = (one) => h("option", { value: one.value, selected: one.value === chosen?.value }, plain(one.text));
  const chosen = held(given, block, place, "selected_option") || given.initial_option;
  const words = given.placeholder ? plain(given.placeholder) : say("Select");
  const select = h("select", { class: "select", "aria-label": words },
    h("option", { value: "", selected: !chosen, disabled: !place.isForm, hidden: !place.isForm }, words),
    given.option_groups
      ? given.option_groups.map((group) => h("optgroup", { label: plain(group.label) }, group.options.map(option)))
      : given.options.map(option));
  select.read = () => select.value;
  return reporting(select, given, block, place, () => ({ selected_option: select.value }));
}

function reporting(control, given, block, place, answer, moment = "change") {
  const reports = place.isLive(block);
  if (reports) control.addEventListener(moment, () => press(given, block, place, control, answer()));
  const around = h("span", { class: "control" }, control);
  around.read = control.read;
  return around;
}

function held(given, block, place, key) {
  return place.values?.[block.block_id]?.[given.action_id]?.[key] ?? null;
}

function choices(given, block, place, kind) {
  const name = uid("choice");
  const before = kind === "radio"
    ? [held(given, block, place, "selected_option") || given.initial_option].filter(Boolean)
    : held(given, block, place, "selected_options") || given.initial_options || [];
  const on = new Set(before.map((option) => option.value));
  const group = h("div", { class: "choices", role: kind === "radio" ? "radiogroup" : "group" },
    given.options.map((option) => h("label", { class: "choice" },
      h("input", { type: kind, name, value: option.value, checked: on.has(option.value) }),
      h("span", {}, plain(option.text), option.description ? h("small", {}, plain(option.description)) : null))));
  const ticked = () => [...group.querySelectorAll("input:checked")].map((input) => input.value);
  group.read = kind === "radio" ? () => ticked()[0] ?? "" : ticked;
  const key = kind === "radio" ? "selected_option" : "selected_options";
  return reporting(group, given, block, place, () => ({ [key]: group.read() }));
}

function picker(type, key, initial) {
  return (given, block, place) => {
    const value = held(given, block, place, key) ?? given[initial] ?? "";
    const label = given.placeholder ? plain(given.placeholder) : null;
    const input = h("input", { type, class: "input", value: local(type, value), "aria-label": label });
    input.read = () => (type === "datetime-local" ? seconds(input.value) : input.value);
    return reporting(input, given, block, place, () => ({ [key]: input.read() }));
  };
}

function local(type, value) {
  if (type !== "datetime-local" || !value) return String(value);
  const date = new Date(value * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

function seconds(text) {
  return text ? Math.floor(new Date(text).getTime() / 1000) : "";
}

function input(type) {
  return (given, block, place) => {
    const attributes = {
      class: "input",
      value: held(given, block, place, "value") ?? given.initial_value ?? "",
      placeholder: given.placeholder ? plain(given.placeholder) : null,
      maxlength: given.max_length,
      autofocus: given.focus_on_load,
    };
    const made = given.multiline
      ? h("textarea", { ...attributes, rows: 4 })
      : h("input", { ...attributes, type, inputmode: type === "number" ? "decimal" : null, step: "any" });
    made.read = () => made.value;
    return reporting(made, given, block, place, () => ({ input: made.value }));
  };
}

function lookup(given, block, place) {
  const box = combobox(given, block, place, held);
  return reporting(box, given, block, place, () => ({ selection: box.read() }), "chosen");
}

const KINDS = {
  button,
  workflow_button: button,
  overflow,
  static_select: staticSelect,
  checkboxes: (given, block, place) => choices(given, block, place, "checkbox"),
  radio_buttons: (given, block, place) => choices(given, block, place, "radio"),
  datepicker: picker("date", "selected_date", "initial_date"),
  timepicker: picker("time", "selected_time", "initial_time"),
  datetimepicker: picker("datetime-local", "selected_date_time", "initial_date_time"),
  plain_text_input: input("text"),
  email_text_input: input("email"),
  url_text_input: input("url"),
  number_input: input("number"),
};

export function element(given, block, place) {
  const shown = (KINDS[given.type] || lookup)(given, block, place);
  shown.dataset.action = given.action_id || "";
  return shown;
}

export function field(block, place) {
  const id = uid("field");
  const control = element(block.element, block, place);
  const target = control.querySelector("input, select, textarea, [role=radiogroup], [role=group]");
  const isGroup = target?.matches("[type=checkbox], [type=radio]");
  const error = place.errors?.[block.block_id];
  if (target && !isGroup) target.id = target.id || id;
  const labelled = h("label", { class: "label", for: isGroup ? null : target?.id, id: `${id}-label` },
    plain(block.label), block.optional ? h("small", {}, ` (${say("optional")})`) : null);
  control.querySelector(".choices")?.setAttribute("aria-labelledby", `${id}-label`);
  if (error) {
    target?.setAttribute("aria-invalid", "true");
    target?.setAttribute("aria-describedby", `${id}-error`);
  }
  return h("div", { class: `field${error ? " wrong" : ""}` }, labelled, control,
    error ? h("p", { class: "error", id: `${id}-error`, role: "alert" }, error) : null,
    block.hint ? h("p", { class: "hint" }, plain(block.hint)) : null);
}
