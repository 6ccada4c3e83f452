// The sidebar: who you are, where you can go.

import { h, icon, replace } from "./dom.js";
import { avatar } from "./avatar.js";
import { clockButton } from "./clock.js";
import { openPeople } from "./people.js";
import { go, route } from "./route.js";
import { channelTitle, isAppChat, me, store } from "./store.js";
import { nextTheme, themeButton } from "./theme.js";
import { say } from "./words.js";

export const unread = new Map();

export function drawSidebar() {
  const nav = document.getElementById("sidebar");
  nav.setAttribute("aria-label", store.team.name);
  const app = { id: store.app.user, name: store.app.name, isApp: true };
  const channels = [...store.channels.values()];
  const direct = channels.find(isAppChat);
  replace(nav,
    h("div", { class: "brand" },
      h("strong", {}, store.team.name),
      themeButton(nextTheme)),
    person(),
    group(say("App"),
      store.app.has_home_tab && !me()?.is_outsider ? entry("home", [avatar(app, "small"), h("span", { class: "entry-name" }, store.app.name)]) : null,
      direct ? entry(direct.id, [icon("reply"), h("span", { class: "entry-name" }, say("Messages"))]) : null),
    group(say("Channels"), channels.filter((one) => /_channel$/.test(one.kind)).sort(byName).map(channelEntry)),
    group(say("Direct messages"), channels.filter((one) => /^m?p?im$/.test(one.kind) && !isAppChat(one)).map(channelEntry)),
    store.hasClock ? clockButton() : null,
    h("p", { class: "connection" },
      h("span", { class: store.app.is_connected ? "dot on" : "dot" }),
      say(store.app.is_connected ? "App connected" : "App not connected")));
}

function byName(a, b) {
  return a.name.localeCompare(b.name);
}

function person() {
  const own = me();
  if (!own) return h("button", { type: "button", class: "person", onclick: openPeople }, say("Switch person"));
  return h("button", { type: "button", class: "person", id: "person", onclick: openPeople, "aria-haspopup": "dialog", "aria-label": `${say("You are")} ${own.name}. ${say("Switch person")}` },
    avatar(own),
    h("span", { class: "person-words" }, h("b", {}, own.name), h("small", {}, own.title || (own.is_outsider ? say("Other company") : own.is_guest ? say("Guest") : ""))),
    icon("down"));
}

function group(title, ...entries) {
  const shown = entries.flat().filter(Boolean);
  if (!shown.length) return null;
  return h("section", { class: "group" }, h("h2", {}, title), h("ul", {}, shown));
}

function channelEntry(channel) {
  const mark = channel.is_ext_shared || channel.is_pending_ext_shared ? "globe" : channel.is_private ? "lock" : "hash";
  return entry(channel.id, [icon(mark), h("span", { class: "entry-name" }, channelTitle(channel))], !channel.is_member);
}

function entry(place, content, isFaint = false) {
  const count = unread.get(place) || 0;
  const here = route().place === place;
  const classes = ["entry", here && "here", count && "unread", isFaint && "faint"].filter(Boolean).join(" ");
  return h("li", {}, h("a", { class: classes, href: `#${store.me}/${place}`, "aria-current": here ? "page" : null, onclick: closeDrawer },
    content, count ? h("span", { class: "count", "aria-label": `${count} ${say("New messages")}` }, count) : null));
}

export function openDrawer() {
  document.getElementById("shell").classList.add("drawer");
  document.getElementById("scrim").hidden = false;
  document.querySelector("#sidebar a.here, #sidebar button")?.focus();
}

export function closeDrawer() {
  document.getElementById("shell").classList.remove("drawer");
  document.getElementById("scrim").hidden = true;
}

export function firstPlace() {
  const channels = [...store.channels.values()].filter((channel) => channel.is_member && !channel.is_archived);
  const named = channels.filter((channel) => /_channel$/.test(channel.kind)).sort(byName);
  return (named[0] || channels[0])?.id || "";
}

export function leaveFor(person) {
  const shared = [...store.channels.values()].find((channel) => channel.id === route().place && channel.members.includes(person));
  go(person, shared ? shared.id : "");
}
