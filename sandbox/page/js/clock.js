// The workspace's clock: what it shows, and moments that it can be moved to.

import { h, icon } from "./dom.js";
import { actOrSay } from "./api.js";
import * as dates from "./dates.js";
import { menu } from "./menu.js";
import { say } from "./words.js";

const MORNING = [8, 30];

export function clockButton() {
  const face = h("span", { class: "entry-name" }, dates.clockFace());
  const button = h("button", { type: "button", class: "clock", id: "clock", "aria-haspopup": "menu", title: say("Move the clock") }, icon("clock"), face);
  button.addEventListener("click", () => menu(button, moments().map(([name, moment]) => ({
    label: say(name),
    note: dates.clockFace(moment),
    run: () => actOrSay("clock", { set: moment.getTime() / 1000 }),
  }))));
  return button;
}

setInterval(() => {
  const face = document.querySelector("#clock .entry-name");
  if (face) face.textContent = dates.clockFace();
}, 5000);

function moments() {
  const now = dates.now();
  const [year, month, day] = dates.today();
  const from = (ahead) => dates.local(year, month, day + ahead, ...MORNING);
  const untilMonday = 7 - (new Date(Date.UTC(year, month, day)).getUTCDay() + 6) % 7;
  const first = new Date(Date.UTC(year, month + 1, 1)).getUTCDay();
  return [
    ["In 10 minutes", new Date(now.getTime() + 600000)],
    ["Tomorrow morning", from(1)],
    ["Next Monday", from(untilMonday)],
    ["First working day of next month", dates.local(year, month + 1, [2, 1, 1, 1, 1, 1, 3][first], ...MORNING)],
  ];
}
