// Slack's mrkdwn, read into nodes. Text is only ever added as text.

import { h } from "./dom.js";
import { formatted } from "./dates.js";
import { emoji } from "./emoji.js";
import { store } from "./store.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

export function decoded(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

export function mrkdwn(text) {
  const nodes = [];
  const parts = text.split(/```\n?([\s\S]*?)```/);
  parts.forEach((part, number) => {
    if (number % 2) nodes.push(h("pre", { class: "code" }, decoded(part)));
    else nodes.push(...quoted(part));
  });
  return nodes;
}

function quoted(text) {
  const nodes = [];
  let quote = [];
  const flush = () => {
    if (quote.length) nodes.push(h("blockquote", {}, lines(quote.join("\n"))));
    quote = [];
  };
  let plain = [];
  const flushPlain = () => {
    if (plain.length) nodes.push(...lines(plain.join("\n")));
    plain = [];
  };
  for (const line of text.split("\n")) {
    const match = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (match) { flushPlain(); quote.push(match[1]); }
    else { flush(); plain.push(line); }
  }
  flush();
  flushPlain();
  return nodes;
}

function lines(text) {
  return text.split("\n").flatMap((line, number) => (number ? [h("br"), ...inline(line)] : inline(line)));
}

const MARKS = { "*": "strong", "_": "em", "~": "del" };
const TOKEN = /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+\-]+):|([*_~])/g;

export function inline(text) {
  const nodes = [];
  let end = 0;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const found = token(text, match);
    if (!found) continue;
    if (match.index > end) nodes.push(decoded(text.slice(end, match.index)));
    nodes.push(found.node);
    end = found.end;
    TOKEN.lastIndex = end;
  }
  if (end < text.length) nodes.push(decoded(text.slice(end)));
  return nodes;
}

function token(text, match) {
  const end = match.index + match[0].length;
  if (match[1] !== undefined) return { node: h("code", {}, decoded(match[1])), end };
  if (match[2] !== undefined) return { node: control(match[2]), end };
  if (match[3] !== undefined) return { node: emoji(match[3]), end };
  return marked(text, match.index, match[4]);
}

function marked(text, start, mark) {
  const before = text[start - 1];
  if (before && /[\p{L}\p{N}]/u.test(before) && before.charCodeAt(0) < 0x2e80) return null;
  for (let at = text.indexOf(mark, start + 2); at > 0; at = text.indexOf(mark, at + 1)) {
    const after = text[at + 1];
    const inner = text.slice(start + 1, at);
    const closes = !after || !/[A-Za-z0-9]/.test(after);
    if (closes && !/^\s|\s$/.test(inner)) {
      const saved = TOKEN.lastIndex;
      const node = h(MARKS[mark], {}, inline(inner));
      TOKEN.lastIndex = saved;
      return { node, end: at + 1 };
    }
  }
  return null;
}

function control(body) {
  const [target, label] = split(body);
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channel(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  return link(decoded(target), label ? decoded(label) : "");
}

function split(body) {
  const at = body.indexOf("|");
  return at < 0 ? [body, ""] : [body.slice(0, at), body.slice(at + 1)];
}

export function mention(id, label = "") {
  const person = store.people.get(id);
  const name = person?.name || (id === store.app?.user ? store.app.name : decoded(label) || id);
  const own = id === store.me ? " mine" : "";
  return h("span", { class: `mention${own}`, title: person?.title || "" }, `@${name}`);
}

export function channel(id, label = "") {
  const known = store.channels.get(id);
  const name = known?.name || decoded(label) || id;
  if (!known) return h("span", { class: "mention" }, `#${name}`);
  return h("a", { class: "mention", href: `#${store.me}/${id}` }, `#${name}`);
}

function special(body, label) {
  if (body.startsWith("date^")) return date(body, label);
  const name = body.split("^")[0];
  return h("span", { class: "mention mine" }, `@${decoded(label) || name}`);
}

function date(body, fallback) {
  const [, seconds, format, url] = body.split("^");
  const words = /^\d+$/.test(seconds) && format ? formatted(seconds, decoded(format)) : decoded(fallback);
  const node = h("time", { datetime: new Date(Number(seconds) * 1000 || 0).toISOString() }, words);
  return url ? link(decoded(url), node) : node;
}

export function link(url, label) {
  const safe = /^(https?:|mailto:|tel:)/i.test(url);
  if (!safe) return h("span", {}, label || url);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, label || url);
}
