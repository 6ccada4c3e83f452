// Dark, light, or as the machine has it.

import { h, icon } from "./dom.js";
import { say } from "./words.js";

const THEMES = ["automatic", "light", "dark"];
const ICONS = { automatic: "auto", light: "sun", dark: "moon" };
const KEY = "sandbox-theme";

function chosen() {
  const kept = localStorage.getItem(KEY);
  return THEMES.includes(kept) ? kept : "automatic";
}

export function applyTheme() {
  const theme = chosen();
  if (theme === "automatic") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function nextTheme(button) {
  localStorage.setItem(KEY, THEMES[(THEMES.indexOf(chosen()) + 1) % THEMES.length]);
  applyTheme();
  button.replaceWith(themeButton(nextTheme));
  document.getElementById("theme").focus();
}

export function themeButton(run) {
  const words = say("Theme: {name}", { name: say(chosen()) });
  const button = h("button", { type: "button", id: "theme", class: "quiet square", "aria-label": words, title: words }, icon(ICONS[chosen()]));
  button.addEventListener("click", () => run(button));
  return button;
}
