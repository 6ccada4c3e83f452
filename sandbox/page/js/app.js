// The page: it looks as one person, and follows what changes.

import { clock, readIn } from "./dates.js";
import { drawModal } from "./modal.js";
import { decoded } from "./mrkdwn.js";
import { go, route } from "./route.js";
import { closeDrawer, drawSidebar, firstPlace, unread } from "./sidebar.js";
import { drawStage } from "./stage.js";
import { author, connect, listen, me, store } from "./store.js";
import { applyTheme } from "./theme.js";
import { drawThread } from "./thread.js";
import { say, speak } from "./words.js";

const KEY = "sandbox-person";

function begin() {
  applyTheme();
  addEventListener("hashchange", arrive);
  document.getElementById("scrim").addEventListener("click", closeDrawer);
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("composer-box")?.focus();
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape") closeDrawer(); });
  listen(follow);
  arrive();
}

function arrive() {
  const wanted = route().me || sessionStorage.getItem(KEY) || "";
  if (wanted !== store.me || !store.app) return connect(wanted);
  return draw();
}

function follow(told) {
  document.getElementById("offline").hidden = store.online;
  document.getElementById("offline").textContent = store.online ? "" : say("Reconnecting…");
  if (told.type === "offline" || !store.app) return;
  if (told.type === "snapshot" && !settled(told)) return;
  if (told.type === "message") announce(told);
  draw();
}

function settled(told) {
  if (!store.people.has(store.me)) {
    const first = told.people.find((person) => !person.deleted && !person.is_bot);
    if (first) go(first.id);
    return false;
  }
  sessionStorage.setItem(KEY, store.me);
  speak(me().locale);
  readIn(me().tz);
  clock(told.now);
  return true;
}

function draw() {
  const { place } = route();
  const isKnown = place === "home" || store.channels.has(place);
  if (!isKnown && firstPlace()) go(store.me, firstPlace(), "", { quietly: true });
  document.title = `${me()?.name || ""} · ${store.team.name}`;
  document.getElementById("skip").textContent = say("Skip to the message box");
  drawStage();
  drawThread();
  drawSidebar();
  drawModal();
}

function announce({ message, isNew }) {
  if (!isNew || message.user === store.me) return;
  const isElsewhere = message.channel !== route().place;
  if (isElsewhere) unread.set(message.channel, (unread.get(message.channel) || 0) + 1);
  const log = document.getElementById("live");
  const line = document.createElement("p");
  line.textContent = `${say("New message from {name}", { name: author(message).name })}: ${decoded(message.text || "")}`;
  log.append(line);
  while (log.children.length > 20) log.firstChild.remove();
}

begin();
