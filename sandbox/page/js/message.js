// One message.

import { h, icon } from "./dom.js";
import { actOrSay } from "./api.js";
import { avatar } from "./avatar.js";
import { blocks } from "./blocks.js";
import * as dates from "./dates.js";
import { menu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { messagePlace } from "./places.js";
import { openThread } from "./route.js";
import { author, store } from "./store.js";
import { say } from "./words.js";

export function tags(person) {
  if (!person) return [];
  return [
    person.is_outsider ? h("span", { class: "tag outside" }, say("Other company")) : null,
    person.is_guest ? h("span", { class: "tag" }, say("Guest")) : null,
    person.deleted ? h("span", { class: "tag" }, say("Deactivated")) : null,
  ];
}

export function messageRow(message, { compact = false, inThread = false } = {}) {
  const by = author(message);
  const classes = ["message", compact && "compact", message.is_ephemeral && "ephemeral"];
  return h("article", { class: classes.filter(Boolean).join(" "), data: { ts: message.ts }, "aria-label": `${by.name}, ${dates.time(message.ts)}` },
    h("div", { class: "gutter" }, compact ? stamp(message) : avatar(by)),
    h("div", { class: "message-body" },
      message.is_ephemeral ? h("p", { class: "only-you" }, icon("eye"), say("Only visible to you")) : null,
      compact ? null : heading(message, by),
      content(message),
      files(message),
      !inThread && message.reply_count ? summary(message) : null),
    tools(message, inThread));
}

function stamp(message) {
  return h("time", { class: "stamp", title: dates.full(message.ts), datetime: dates.instant(message.ts).toISOString() }, dates.time(message.ts));
}

function heading(message, by) {
  return h("div", { class: "heading" },
    h("span", { class: "name" }, by.name),
    by.isApp ? h("span", { class: "tag app" }, say("APP")) : null,
    tags(by.person),
    stamp(message));
}

function content(message) {
  const place = messagePlace(message);
  const shown = message.blocks?.length ? blocks(message.blocks, place) : h("div", { class: "text" }, mrkdwn(message.text || ""));
  const attached = (message.attachments || []).map((one) => h("div", { class: "attachment" },
    one.blocks ? blocks(one.blocks, place) : mrkdwn(one.text || one.fallback || "")));
  const edited = message.edited ? h("span", { class: "edited" }, `(${say("edited")})`) : null;
  return [shown, attached, edited];
}

function files(message) {
  return (message.files || []).map((file) => {
    const address = `/control/file/${encodeURIComponent(file.id)}`;
    if (file.mimetype?.startsWith("image/")) {
      return h("figure", { class: "image" }, h("figcaption", {}, file.title), h("img", { class: "large", src: address, alt: file.alt_txt || file.title }));
    }
    return h("a", { class: "file", href: address, download: file.name }, icon("file"), h("span", {}, file.title || file.name, h("small", {}, size(file.size))));
  });
}

function size(bytes) {
  return bytes > 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} kB`;
}

function summary(message) {
  const count = message.reply_count;
  const words = count === 1 ? say("1 reply") : say("{count} replies", { count });
  const faces = message.reply_users.slice(0, 4).map((id) => avatar(author({ user: id, is_app: id === store.app.user }), "small"));
  return h("button", { type: "button", class: "replies", onclick: () => openThread(message.ts) },
    faces, h("b", {}, words),
    h("span", { class: "faint" }, say("Last reply {time}", { time: dates.ago(dates.instant(message.latest_reply)) })));
}

function tools(message, inThread) {
  if (message.is_ephemeral || message.user === "USLACKBOT") return null;
  const shortcuts = store.app.shortcuts.filter((one) => one.is_message);
  const more = h("button", { type: "button", class: "quiet square", "aria-label": say("More actions"), "aria-haspopup": "menu" }, icon("more"));
  more.addEventListener("click", () => menu(more, shortcuts.map((one) => ({
    label: one.name,
    note: store.app.name,
    run: () => actOrSay("shortcut", { callback_id: one.callback_id, channel: message.channel, message_ts: message.ts }),
  }))));
  const reply = h("button", { type: "button", class: "quiet square", "aria-label": say("Reply in thread"), title: say("Reply in thread"), onclick: () => openThread(message.thread_ts || message.ts) }, icon("reply"));
  const shown = [inThread ? null : reply, shortcuts.length ? more : null].filter(Boolean);
  return shown.length ? h("div", { class: "tools" }, shown) : null;
}
