// A list of messages that is changed in place, so that what somebody is filling in stays.

import { h, icon } from "./dom.js";
import * as dates from "./dates.js";
import { messageRow } from "./message.js";
import { store } from "./store.js";
import { say } from "./words.js";

const TOGETHER_SECONDS = 300;

export function stream({ before = null, inThread = false, isLog = true } = {}) {
  const list = h("div", { class: "stream", role: isLog ? "feed" : null, tabindex: "-1" });
  const jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => toEnd(true) }, icon("down"), say("Jump to the newest"));
  const box = h("div", { class: "stream-box" }, list, jump);
  const known = new Map();
  let wasAtEnd = true;
  const toEnd = (smooth = false) => list.scrollTo({ top: list.scrollHeight, behavior: smooth ? "smooth" : "instant" });
  const isAtEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  list.addEventListener("scroll", () => { wasAtEnd = isAtEnd(); jump.hidden = wasAtEnd; });
  new ResizeObserver(() => { if (wasAtEnd) toEnd(); }).observe(list);

  function draw(messages) {
    const nodes = before ? [before] : [];
    let last = null;
    for (const message of messages) {
      const starts = !inThread && (!last || dates.dayKey(last.ts) !== dates.dayKey(message.ts));
      if (starts) nodes.push(kept(`day ${dates.dayKey(message.ts)}`, dates.day(message.ts), () => divider(message.ts)));
      const compact = !starts && goesOn(last, message);
      const mark = JSON.stringify([message, compact, store.edition]);
      nodes.push(kept(message.ts, mark, () => messageRow(message, { compact, inThread })));
      last = message;
    }
    arrange(list, nodes);
    if (wasAtEnd) toEnd();
    else jump.hidden = isAtEnd();
  }

  function kept(key, mark, make) {
    const old = known.get(key);
    if (old?.mark === mark) return old.node;
    const node = make();
    known.set(key, { mark, node });
    return node;
  }

  return { box, draw, toEnd };
}

function goesOn(last, message) {
  return last && last.user === message.user && !last.is_ephemeral && !message.is_ephemeral
    && Number(message.ts) - Number(last.ts) < TOGETHER_SECONDS && !last.reply_count;
}

function divider(ts) {
  return h("div", { class: "day", role: "separator" }, h("span", {}, dates.day(ts)));
}

function arrange(list, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, at) => {
    if (list.children[at] !== node) list.insertBefore(node, list.children[at] || null);
  });
}
