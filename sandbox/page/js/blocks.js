// Blocks of messages, modals and the Home tab.

import { h } from "./dom.js";
import { chart } from "./chart.js";
import { element, field } from "./elements.js";
import { withEmoji } from "./emoji.js";
import { markdown } from "./markdown.js";
import { mrkdwn } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { table } from "./table.js";

export function textOf(text) {
  if (text.type === "mrkdwn") return mrkdwn(text.text);
  const words = text.emoji === false ? text.text : withEmoji(text.text);
  return words.split("\n").flatMap((line, number) => (number ? [h("br"), line] : [line]));
}

function source(given) {
  if (given.image_url) return given.image_url;
  const id = given.slack_file.id || /[-/](F[0-9A-Z]{8,})(?=\/|$)/.exec(given.slack_file.url)?.[1] || "";
  return `/control/file/${encodeURIComponent(id)}`;
}

function picture(given, size) {
  return h("img", { class: size, src: source(given), alt: given.alt_text, loading: "lazy" });
}

function section(block, place) {
  const words = block.text ? h("div", { class: "section-text" }, textOf(block.text)) : null;
  const fields = block.fields
    ? h("div", { class: "fields" }, block.fields.map((one) => h("div", {}, textOf(one))))
    : null;
  const given = block.accessory;
  const beside = given && (given.type === "image" ? picture(given, "thumb") : element(given, block, place));
  const wide = given && /select|picker|checkboxes|radio/.test(given.type) ? " wide" : "";
  return h("div", { class: `section${wide}` },
    h("div", { class: "section-main" }, words, fields),
    beside ? h("div", { class: "accessory" }, beside) : null);
}

function context(block) {
  const pieces = block.elements.map((one) =>
    one.type === "image" ? picture(one, "tiny") : h("span", {}, textOf(one)));
  return h("div", { class: "context" }, pieces);
}

function image(block) {
  return h("figure", { class: "image" },
    block.title ? h("figcaption", {}, textOf(block.title)) : null,
    picture(block, "large"));
}

const KINDS = {
  section,
  context,
  image,
  header: (block) => h("h3", { class: "headline" }, textOf(block.text)),
  divider: () => h("hr"),
  actions: (block, place) =>
    h("div", { class: "actions" }, block.elements.map((one) => element(one, block, place))),
  input: (block, place) => field(block, place),
  rich_text: (block) => richText(block),
  markdown: (block) => markdown(block.text),
  table: (block) => table(block),
  data_table: (block) => table(block),
  data_visualization: (block) => chart(block),
  video: (block) => h("p", { class: "context" }, textOf(block.title)),
};

export function blocks(list, place) {
  return h("div", { class: "blocks" }, list.map((block) => {
    const shown = KINDS[block.type]?.(block, place);
    if (shown) shown.dataset.block = block.block_id || "";
    return shown;
  }));
}
