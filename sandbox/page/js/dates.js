// Instants in the reader's zone and language.

import { locale, say } from "./words.js";

let zone = "UTC";
let offset = 0;

export function readIn(timeZone) {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    zone = timeZone;
  } catch {
    zone = "UTC";
  }
}

export function clock(now) {
  offset = now * 1000 - Date.now();
}

export function now() {
  return new Date(Date.now() + offset);
}

export function clockFace(moment = now()) {
  return shaped(moment, { weekday: "short", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function today() {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(now()).split("-").map(Number);
  return [parts[0], parts[1] - 1, parts[2]];
}

export function local(...parts) {
  const asUtc = Date.UTC(...parts);
  const there = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(asUtc);
  return new Date(2 * asUtc - Date.parse(`${there.replace(" ", "T")}Z`));
}

function shaped(date, options) {
  return new Intl.DateTimeFormat(locale(), { timeZone: zone, ...options }).format(date);
}

export function instant(ts) {
  return new Date(Number(ts) * 1000);
}

export function time(ts) {
  return shaped(instant(ts), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function full(ts) {
  return shaped(instant(ts), { dateStyle: "full", timeStyle: "medium" });
}

export function dayKey(ts) {
  return shaped(instant(ts), { year: "numeric", month: "2-digit", day: "2-digit" });
}

export function day(ts) {
  const key = dayKey(ts);
  const today = now().getTime() / 1000;
  if (key === dayKey(today)) return say("Today");
  if (key === dayKey(today - 86400)) return say("Yesterday");
  const sameYear = shaped(instant(ts), { year: "numeric" }) === shaped(now(), { year: "numeric" });
  const year = sameYear ? undefined : "numeric";
  return shaped(instant(ts), { weekday: "long", month: "long", day: "numeric", year });
}

const SHAPES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};

export function formatted(seconds, format) {
  const date = instant(seconds);
  return format.replace(/\{(\w+)\}/g, (whole, token) => {
    if (token === "ago") return ago(date);
    const name = token.replace(/_pretty$/, "");
    if (token.endsWith("_pretty") && SHAPES[name]) {
      const near = day(seconds);
      if (near === say("Today") || near === say("Yesterday")) return near;
    }
    return SHAPES[name] ? shaped(date, SHAPES[name]) : whole;
  });
}

export function ago(date) {
  const seconds = Math.round((date.getTime() - now().getTime()) / 1000);
  if (Math.abs(seconds) < 45) return say("just now");
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return words.format(Math.round(seconds / size), unit);
  }
  return words.format(seconds, "second");
}
