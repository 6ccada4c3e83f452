// Charts, drawn plainly, with their numbers in a table below.

import { h, svg } from "./dom.js";
import { say, locale } from "./words.js";

const WIDTH = 560;
const HEIGHT = 220;
const EDGE = { left: 56, right: 12, top: 12, bottom: 34 };

function number(value) {
  return new Intl.NumberFormat(locale(), { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

export function chart(block) {
  const { chart: given, title } = block;
  const drawn = given.type === "pie" ? pie(given) : plot(given);
  return h("figure", { class: "chart" },
    h("figcaption", {}, title),
    drawn,
    h("details", {}, h("summary", {}, say("Show table")), numbers(given)));
}

function numbers(given) {
  if (given.type === "pie") {
    const rows = given.segments.map((one) => h("tr", {}, h("th", {}, one.label), h("td", { class: "to-right" }, one.value)));
    return h("div", { class: "table-box" }, h("table", {}, h("tbody", {}, rows)));
  }
  const head = h("tr", {}, h("th", {}, given.axis_config.x_label || ""), given.series.map((one) => h("th", { class: "to-right" }, one.name)));
  const rows = given.axis_config.categories.map((category, at) =>
    h("tr", {}, h("th", {}, category), given.series.map((one) => h("td", { class: "to-right" }, one.data[at]?.value ?? ""))));
  return h("div", { class: "table-box" }, h("table", {}, h("thead", {}, head), h("tbody", {}, rows)));
}

function scaleOf(series) {
  const values = series.flatMap((one) => one.data.map((point) => point.value));
  const top = Math.max(0, ...values);
  const low = Math.min(0, ...values);
  const step = nice((top - low || 1) / 4);
  const max = Math.ceil(top / step) * step || step;
  const min = Math.floor(low / step) * step;
  const y = (value) => EDGE.top + (1 - (value - min) / (max - min)) * (HEIGHT - EDGE.top - EDGE.bottom);
  const ticks = [];
  for (let tick = min; tick <= max + step / 2; tick += step) ticks.push(tick);
  return { y, ticks };
}

function nice(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) * power;
}

function plot(given) {
  const { series, axis_config: axis } = given;
  const { y, ticks } = scaleOf(series);
  const slot = (WIDTH - EDGE.left - EDGE.right) / axis.categories.length;
  const x = (at) => EDGE.left + slot * (at + 0.5);
  const grid = ticks.map((tick) => [
    svg("line", { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(tick), y2: y(tick), class: "grid" }),
    svg("text", { x: EDGE.left - 8, y: y(tick) + 4, class: "tick end" }, number(tick)),
  ]);
  const every = Math.ceil(axis.categories.length / 8);
  const labels = axis.categories.map((name, at) =>
    at % every ? null : svg("text", { x: x(at), y: HEIGHT - 14, class: "tick middle" }, name));
  const draw = given.type === "bar" ? bars : curves;
  const marks = draw(series, { x, y, slot, isArea: given.type === "area" });
  const around = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "plot", "aria-hidden": "true" };
  return [svg("svg", around, grid, labels, marks), legend(series.map((one) => one.name))];
}

function bars(series, { x, y, slot }) {
  const width = Math.min((slot * 0.72) / series.length, 44);
  return series.flatMap((one, which) => one.data.map((point, at) => {
    const left = x(at) + (which - series.length / 2) * width;
    const [top, bottom] = [y(Math.max(point.value, 0)), y(Math.min(point.value, 0))];
    return svg("rect", { x: left + 1, y: top, width: Math.max(width - 2, 1), height: Math.max(bottom - top, 0.5), rx: 3, class: `hue-${which}` });
  }));
}

function curves(series, { x, y, isArea }) {
  return series.flatMap((one, which) => {
    const points = one.data.map((point, at) => `${x(at)},${y(point.value)}`);
    const base = `${x(one.data.length - 1)},${y(0)} ${x(0)},${y(0)}`;
    const area = isArea && svg("polygon", { points: `${points.join(" ")} ${base}`, class: `area hue-${which}` });
    const dots = one.data.map((point, at) => svg("circle", { cx: x(at), cy: y(point.value), r: 3.2, class: `hue-${which}` }));
    return [area, svg("polyline", { points: points.join(" "), class: `line hue-${which}` }), ...dots];
  });
}

function pie(given) {
  const total = given.segments.reduce((sum, one) => sum + one.value, 0) || 1;
  let turn = -Math.PI / 2;
  const slices = given.segments.map((one, which) => {
    const from = turn;
    turn += (one.value / total) * Math.PI * 2;
    return slice(from, Math.min(turn, from + Math.PI * 1.9999), which);
  });
  const names = given.segments.map((one) => `${one.label} · ${number(one.value)}`);
  return [svg("svg", { viewBox: "0 0 200 200", class: "pie", "aria-hidden": "true" }, slices), legend(names)];
}

function slice(from, to, which) {
  const at = (angle) => `${100 + 90 * Math.cos(angle)} ${100 + 90 * Math.sin(angle)}`;
  const large = to - from > Math.PI ? 1 : 0;
  return svg("path", { d: `M100 100L${at(from)}A90 90 0 ${large} 1 ${at(to)}Z`, class: `slice hue-${which}` });
}

function legend(names) {
  return h("ul", { class: "legend" }, names.map((name, which) => h("li", {}, h("span", { class: `swatch hue-${which}` }), name)));
}
