// The pane at the side: one thread.

import { h, icon, replace } from "./dom.js";
import { actOrSay, sendFile } from "./api.js";
import { composer } from "./composer.js";
import { closeThread, route } from "./route.js";
import { stream } from "./stream.js";
import { channelTitle, messagesOf, store } from "./store.js";
import { say } from "./words.js";

let shown = { key: "", draw: () => {} };

export function drawThread() {
  const { place, thread } = route();
  const pane = document.getElementById("thread");
  const channel = store.channels.get(place);
  const isOpen = Boolean(thread && channel);
  pane.hidden = !isOpen;
  document.getElementById("shell").classList.toggle("with-thread", isOpen);
  const key = isOpen ? `${store.me} ${place} ${thread}` : "";
  if (key !== shown.key) shown = { key, draw: isOpen ? opened(pane, channel, thread) : () => {} };
  shown.draw();
}

function opened(pane, channel, thread) {
  const list = stream({ inThread: true });
  const made = composer({
    id: "thread-box",
    placeholder: say("Reply…"),
    hasCommands: false,
    send: (text) => actOrSay(text.startsWith("/") ? "command" : "message", { channel: channel.id, text, thread_ts: thread }),
    attach: (file) => sendFile(file, { channel: channel.id, thread_ts: thread }),
  });
  pane.setAttribute("aria-label", say("Thread"));
  replace(pane,
    h("header", {}, h("h2", {}, say("Thread"), h("small", {}, channelTitle(channel))),
      h("button", { type: "button", class: "quiet square", "aria-label": say("Close"), onclick: closeThread }, icon("close"))),
    list.box,
    channel.is_member ? h("div", { class: "foot" }, made.box) : null);
  pane.onkeydown = (event) => { if (event.key === "Escape") closeThread(); };
  return () => list.draw(messagesOf(channel.id).filter((message) => [message.ts, message.thread_ts].includes(thread)));
}
