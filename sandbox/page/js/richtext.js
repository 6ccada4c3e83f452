// Rich text blocks.

import { h } from "./dom.js";
import { channel, link, mention } from "./mrkdwn.js";
import { formatted } from "./dates.js";
import { emoji } from "./emoji.js";

const STYLES = { bold: "strong", italic: "em", strike: "del", code: "code", underline: "u" };

const PIECES = {
  text: (piece) => broken(piece.text),
  link: (piece) => link(piece.url, piece.text),
  user: (piece) => mention(piece.user_id),
  channel: (piece) => channel(piece.channel_id),
  usergroup: (piece) => h("span", { class: "mention" }, `@${piece.usergroup_id}`),
  emoji: (piece) => emoji(piece.name),
  broadcast: (piece) => h("span", { class: "mention mine" }, `@${piece.range}`),
  color: (piece) => h("code", {}, piece.value),
  date: (piece) => h("time", {}, formatted(piece.timestamp, piece.format)),
};

function broken(text) {
  return text.split("\n").flatMap((line, number) => (number ? [h("br"), line] : [line]));
}

function piece(given) {
  let nodes = [PIECES[given.type]?.(given) ?? ""].flat();
  for (const [style, tag] of Object.entries(STYLES)) {
    if (given.style?.[style]) nodes = [h(tag, {}, nodes)];
  }
  return nodes;
}

const PARTS = {
  rich_text_section: (part) => h("div", {}, part.elements.map(piece)),
  rich_text_preformatted: (part) => h("pre", { class: "code" }, part.elements.map(piece)),
  rich_text_quote: (part) => h("blockquote", {}, part.elements.map(piece)),
  rich_text_list: list,
};

function list(part) {
  const tag = part.style === "ordered" ? "ol" : "ul";
  const start = part.style === "ordered" && part.offset ? part.offset + 1 : null;
  const items = part.elements.map((item) => h("li", {}, item.elements.map(piece)));
  return h(tag, { start, class: `indent-${part.indent || 0}` }, items);
}

export function richText(block) {
  return h("div", { class: "rich" }, block.elements.map((part) => PARTS[part.type]?.(part)));
}
