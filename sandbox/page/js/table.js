// Table and data table blocks.

import { h } from "./dom.js";
import { richText } from "./richtext.js";

function cell(given, tag, settings) {
  const align = settings?.align || (given.type === "raw_number" ? "right" : "left");
  const wrapped = settings?.is_wrapped ? "" : " unwrapped";
  const scope = tag === "th" ? "col" : null;
  return h(tag, { class: `to-${align}${wrapped}`, scope }, content(given));
}

function content(given) {
  if (given.type === "rich_text") return richText(given);
  if (given.type === "raw_number") return given.text ?? String(given.value);
  return given.text;
}

export function table(block) {
  const settings = block.column_settings || [];
  const [head, ...body] = block.rows;
  const row = (cells, tag) => h("tr", {}, cells.map((one, n) => cell(one, tag, settings[n])));
  return h("div", { class: "table-box", tabindex: "0", role: "group" }, h("table", {},
    block.caption ? h("caption", {}, block.caption) : null,
    h("thead", {}, row(head, "th")),
    h("tbody", {}, body.map((cells) => row(cells, "td")))));
}
