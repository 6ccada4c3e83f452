// The modal on top of the screen.

import { h, replace } from "./dom.js";
import { act } from "./api.js";
import { blocks } from "./blocks.js";
import { closer, frame } from "./dialogs.js";
import { collected, livePlace } from "./places.js";
import { store } from "./store.js";
import { say } from "./words.js";

let dialog = null;
let shownId = "";
let shownHash = "";

export function drawModal() {
  const view = store.view;
  if (!view) return shut();
  const mark = `${view.hash}${JSON.stringify(view.errors || {})}`;
  if (dialog && view.id === shownId && mark === shownHash) return undefined;
  const isSame = dialog && view.id === shownId;
  if (!dialog) {
    dialog = frame({ class: "dialog modal", id: "modal" });
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(); });
  }
  const scrolled = isSame ? dialog.querySelector(".dialog-body")?.scrollTop : 0;
  const focused = isSame ? focusedField() : null;
  [shownId, shownHash] = [view.id, mark];
  fill(view);
  dialog.querySelector(".dialog-body").scrollTop = scrolled || 0;
  refocus(focused);
  return undefined;
}

function shut() {
  dialog?.close();
  dialog?.remove();
  dialog = null;
  shownId = "";
}

function focusedField() {
  const control = document.activeElement?.closest?.("[data-action]");
  return control ? [control.closest("[data-block]")?.dataset.block, control.dataset.action] : null;
}

function refocus(focused) {
  const wrong = dialog.querySelector(".wrong input, .wrong select, .wrong textarea");
  if (wrong) return wrong.focus();
  const [block, action] = focused || [];
  const known = focused && [...dialog.querySelectorAll("[data-action]")].find(
    (one) => one.dataset.action === action && one.closest("[data-block]")?.dataset.block === block);
  const first = dialog.querySelector(".dialog-body [autofocus], .dialog-body input, .dialog-body textarea, .dialog-body select");
  return (known?.querySelector("input, textarea, select, button") || first || dialog).focus();
}

function fill(view) {
  const form = h("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); send(form); } });
  const place = livePlace(view, form);
  dialog.setAttribute("aria-label", view.title?.text || "");
  replace(form,
    h("header", {}, h("h2", {}, view.title?.text || ""), closer(close)),
    h("div", { class: "dialog-body" }, blocks(view.blocks, place)),
    h("p", { class: "notice", role: "alert", hidden: true }),
    h("footer", {},
      h("button", { type: "button", class: "button", onclick: close }, view.close?.text || say(view.submit ? "Cancel" : "Close")),
      view.submit ? h("button", { type: "submit", class: "button primary" }, h("span", { class: "face" }, view.submit.text)) : null));
  replace(dialog, form);
}

async function send(form) {
  const button = form.querySelector("[type=submit]");
  if (!button || button.disabled) return;
  button.disabled = true;
  button.classList.add("busy");
  const outcome = await act("submit", { view_id: shownId, values: collected(form) });
  button.disabled = false;
  button.classList.remove("busy");
  const notice = form.querySelector(".notice");
  notice.hidden = outcome.ok || !outcome.notice;
  notice.textContent = outcome.notice || "";
}

async function close() {
  const id = shownId;
  await act("close_view", { view_id: id });
}
