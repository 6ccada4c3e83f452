// Initials on a colour that is always the same for the same person.

import { h, svg } from "./dom.js";

function hue(id) {
  let sum = 7;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 360;
  return sum;
}

export function initials(name) {
  const words = name.trim().split(/\s+/);
  if (/[\u3400-\u9fff]/.test(name)) return name.replace(/\s/g, "").slice(-2);
  return (words.length > 1 ? words[0][0] + words.at(-1)[0] : name.slice(0, 2)).toUpperCase();
}

export function avatar(author, size = "") {
  const around = h("span", { class: `avatar ${size}`, "aria-hidden": "true" });
  if (author.isApp) {
    around.classList.add("of-app");
    const strokes = "M9 12h14M9 20h14M13 8v16M20 8v16";
    around.append(svg("svg", { viewBox: "0 0 32 32" }, svg("path", { d: strokes })));
    return around;
  }
  around.style.setProperty("--hue", hue(author.id));
  around.append(author.id === "USLACKBOT" ? "S" : initials(author.name));
  return around;
}
