// The markdown block: headings, lists, quotes, code, tables, emphasis and links.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { link } from "./mrkdwn.js";

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*\n]+)\*|_([^_\n]+)_|~~([^~]+)~~|\[([^\]]+)\]\(([^)\s]+)\)|:([a-z0-9_+\-]+):/g;
const TAGS = [null, "code", "strong", "strong", "em", "em", "del"];

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, match.index));
    nodes.push(shaped(match));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

function shaped(match) {
  const which = TAGS.findIndex((tag, number) => tag && match[number] !== undefined);
  if (which === 1) return h("code", {}, match[1]);
  if (which > 1) return h(TAGS[which], {}, inline(match[which]));
  if (match[7] !== undefined) return link(match[8], match[7]);
  return emoji(match[9]);
}

const RULES = [
  [/^(#{1,6})\s+(.*)$/, (match) => h(`h${Math.min(match[1].length + 2, 6)}`, {}, inline(match[2]))],
  [/^\s*(?:---+|\*\*\*+)\s*$/, () => h("hr")],
];

export function markdown(text) {
  const rows = text.split("\n");
  const nodes = [];
  while (rows.length) nodes.push(next(rows));
  return h("div", { class: "rich markdown" }, nodes);
}

function next(rows) {
  if (/^```/.test(rows[0])) return fenced(rows);
  if (/^\s*\|.*\|\s*$/.test(rows[0]) && /^\s*\|[\s:|-]+\|\s*$/.test(rows[1] || "")) return table(rows);
  if (/^>\s?/.test(rows[0])) return h("blockquote", {}, paragraph(taken(rows, /^>\s?/)));
  if (/^\s*[-*+]\s+/.test(rows[0])) return items("ul", taken(rows, /^\s*[-*+]\s+/));
  if (/^\s*\d+[.)]\s+/.test(rows[0])) return items("ol", taken(rows, /^\s*\d+[.)]\s+/));
  const row = rows.shift();
  for (const [pattern, make] of RULES) {
    const match = pattern.exec(row);
    if (match) return make(match);
  }
  return row.trim() ? h("p", {}, inline(row)) : null;
}

function taken(rows, pattern) {
  const found = [];
  while (rows.length && pattern.test(rows[0])) found.push(rows.shift().replace(pattern, ""));
  return found;
}

function paragraph(rows) {
  return rows.flatMap((row, number) => (number ? [h("br"), ...inline(row)] : inline(row)));
}

function items(tag, rows) {
  return h(tag, {}, rows.map((row) => h("li", {}, inline(row))));
}

function fenced(rows) {
  rows.shift();
  const inside = [];
  while (rows.length && !/^```/.test(rows[0])) inside.push(rows.shift());
  rows.shift();
  return h("pre", { class: "code" }, inside.join("\n"));
}

function table(rows) {
  const head = cells(rows.shift());
  rows.shift();
  const body = [];
  while (rows.length && /^\s*\|.*\|\s*$/.test(rows[0])) body.push(cells(rows.shift()));
  return h("div", { class: "table-box" }, h("table", {},
    h("thead", {}, h("tr", {}, head.map((cell) => h("th", {}, inline(cell))))),
    h("tbody", {}, body.map((row) => h("tr", {}, row.map((cell) => h("td", {}, inline(cell))))))));
}

function cells(row) {
  return row.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
}
