// The middle of the page: a conversation, or the app's Home tab.

import { h, icon, replace } from "./dom.js";
import { act, actOrSay, sendFile } from "./api.js";
import { avatar } from "./avatar.js";
import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { livePlace } from "./places.js";
import { route } from "./route.js";
import { openDrawer, unread } from "./sidebar.js";
import { stream } from "./stream.js";
import { channelTitle, isAppChat, messagesOf, store } from "./store.js";
import { say } from "./words.js";

let shown = { key: "", draw: () => {} };

export function drawStage() {
  const { place } = route();
  const channel = store.channels.get(place);
  const key = [store.me, place, channel?.is_member, channel?.is_archived].join(" ");
  if (key !== shown.key) shown = { key, draw: place === "home" ? home() : conversation(channel) };
  bar(channel);
  unread.delete(place);
  shown.draw();
}

function bar(channel) {
  const header = document.getElementById("bar");
  const app = { id: store.app.user, name: store.app.name, isApp: true };
  const opener = h("button", { type: "button", class: "quiet square only-narrow", id: "open-menu", "aria-label": say("Open menu"), onclick: openDrawer }, icon("menu"));
  if (route().place === "home" || isAppChat(channel)) return replace(header, opener, avatar(app, "small"), h("h1", {}, store.app.name), tabs());
  if (!channel) return replace(header, opener, h("h1", {}, store.team.name));
  const count = channel.members.length;
  return replace(header, opener,
    h("h1", {}, /_channel$/.test(channel.kind) ? icon(channel.is_private ? "lock" : "hash") : null, channelTitle(channel)),
    channel.is_ext_shared || channel.is_pending_ext_shared ? h("span", { class: "tag outside" }, icon("globe"), say("Shared")) : null,
    channel.is_archived ? h("span", { class: "tag" }, say("Archived")) : null,
    h("span", { class: "topic" }, channel.topic),
    h("span", { class: "faint members" }, count === 1 ? say("1 member") : say("{count} members", { count })));
}

function tabs() {
  const { place } = route();
  const direct = [...store.channels.values()].find(isAppChat);
  const tab = (target, words) => target && h("a", { class: "tab", href: `#${store.me}/${target}`, "aria-current": place === target ? "page" : null }, words);
  return h("nav", { class: "tabs", "aria-label": store.app.name },
    store.app.has_home_tab ? tab("home", say("Home")) : null,
    store.app.has_messages_tab ? tab(direct?.id, say("Messages")) : null);
}

function home() {
  const stage = document.getElementById("stage");
  const body = h("div", { class: "home", id: "home" });
  replace(stage, body);
  act("home_opened", { tab: "home" });
  let hash = "";
  return () => {
    if (hash && hash === store.home?.hash) return;
    hash = store.home?.hash || "";
    const words = say("This app has no Home tab content for you yet.");
    replace(body, store.home ? blocks(store.home.blocks, livePlace(store.home, body)) : h("p", { class: "empty" }, words));
  };
}

function conversation(channel) {
  const stage = document.getElementById("stage");
  if (!channel) {
    replace(stage, h("p", { class: "empty" }, say(store.me ? "This person sees no conversation." : "Switch person")));
    return () => {};
  }
  const list = stream({ before: beginning(channel) });
  replace(stage, list.box, foot(channel));
  if (isAppChat(channel)) act("home_opened", { tab: "messages" });
  return () => list.draw(messagesOf(channel.id).filter((message) => !isReply(message)));
}

export function isReply(message) {
  return message.thread_ts && message.thread_ts !== message.ts && !message.is_ephemeral;
}

function beginning(channel) {
  const name = placeName(channel);
  return h("div", { class: "beginning" }, h("p", {}, say("This is the very beginning of {name}", { name })));
}

function placeName(channel) {
  return /_channel$/.test(channel.kind) ? `#${channelTitle(channel)}` : channelTitle(channel);
}

function foot(channel) {
  const isClosed = channel.is_archived || (isAppChat(channel) && store.app.is_messages_tab_read_only);
  if (isClosed) return h("p", { class: "cannot" }, say("You cannot write here."));
  if (!channel.is_member) {
    return h("div", { class: "cannot" }, say("You are not in this channel."),
      h("button", { type: "button", class: "button primary", onclick: () => actOrSay("join", { channel: channel.id }) }, say("Join channel")));
  }
  const name = placeName(channel);
  const made = composer({
    id: "composer-box",
    placeholder: say("Message {name}", { name }),
    hasCommands: true,
    send: (text) => actOrSay(text.startsWith("/") ? "command" : "message", { channel: channel.id, text }),
    attach: (file) => sendFile(file, { channel: channel.id }),
  });
  if (matchMedia("(hover: hover)").matches) queueMicrotask(() => made.input.focus());
  return h("div", { class: "foot" }, made.box, h("p", { class: "tip" }, say("Type / for commands")));
}
