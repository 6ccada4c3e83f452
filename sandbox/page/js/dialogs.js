// Dialogs: confirmations, and a frame for the others.

import { h, icon } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { say } from "./words.js";

export function frame(attributes, ...children) {
  const dialog = h("dialog", attributes, ...children);
  document.getElementById("overlays").append(dialog);
  dialog.showModal();
  return dialog;
}

export function closer(run) {
  return h("button", { type: "button", class: "quiet square", "aria-label": say("Close"), onclick: run }, icon("close"));
}

function words(text) {
  return text.type === "mrkdwn" ? mrkdwn(text.text) : text.text;
}

export function confirmed(given) {
  return new Promise((resolve) => {
    const end = (answer) => { dialog.close(); dialog.remove(); resolve(answer); };
    const dialog = frame({ class: "dialog small", "aria-label": given.title.text },
      h("header", {}, h("h2", {}, given.title.text), closer(() => end(false))),
      h("div", { class: "dialog-body" }, words(given.text)),
      h("footer", {},
        h("button", { type: "button", class: "button", onclick: () => end(false) }, given.deny.text),
        h("button", { type: "button", class: `button ${given.style === "danger" ? "danger solid" : "primary"}`, autofocus: true, onclick: () => end(true) }, given.confirm.text)));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(false); });
  });
}
