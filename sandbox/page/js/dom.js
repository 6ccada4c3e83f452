// Build elements from data without ever parsing it as markup.

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "selected", "multiple", "open"]);

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat(Infinity).filter(isShown));
  return element;
}

function isShown(child) {
  return child !== null && child !== undefined && child !== false && child !== "";
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") element.className = value;
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (PROPERTIES.has(name)) element[name] = value;
  else element.setAttribute(name, value === true ? "" : value);
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.flat(Infinity).filter(isShown));
  return element;
}

const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  lock: "M7 11V8a5 5 0 0110 0v3M6 11h12v9H6z",
  hash: "M5 9h15M4 15h15M10 4L8 20M16 4l-2 16",
  reply: "M20 12a8 8 0 01-11.5 7.2L4 20l1-4.2A8 8 0 1120 12z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M4 12l16-8-5 16-3.5-6.5L4 12zM11.500 13.500L20 4",
  search: "M11 4a7 7 0 110 14 7 7 0 010-14zM16 16l4.500 4.500",
  down: "M6 9l6 6 6-6",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 9.500a2.500 2.500 0 110 5 2.500 2.500 0 010-5z",
  sun: "M12 8a4 4 0 110 8 4 4 0 010-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500L19 19M19 5l-1.500 1.500M6.500 17.500L5 19",
  moon: "M20 14.500A8.500 8.500 0 019.500 4 8.500 8.500 0 1020 14.500z",
  auto: "M12 3.500a8.500 8.500 0 110 17 8.500 8.500 0 010-17zM12 3.500v17M12 6a6 6 0 010 12",
  globe: "M12 3a9 9 0 110 18 9 9 0 010-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  check: "M5 12.500l4.500 4.500L19 7.500",
  warn: "M12 4l9 16H3L12 4zM12 10v4M12 17h.01",
  bolt: "M13 3L5 14h6l-1 7 8-11h-6l1-7z",
  clip: "M20 11.500l-8 8a5 5 0 01-7-7l8.500-8.500a3.500 3.500 0 015 5L10 17.500a2 2 0 01-3-3l7.500-7.500",
  clock: "M12 3.500a8.500 8.500 0 110 17 8.500 8.500 0 010-17zM12 7.500v5l3.500 2",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
};

export function icon(name, label = "") {
  const drawn = svg("path", { d: PATHS[name] });
  const around = { viewBox: "0 0 24 24", class: "icon", "aria-hidden": label ? "false" : "true" };
  if (label) Object.assign(around, { role: "img", "aria-label": label });
  return svg("svg", around, drawn);
}

export function replace(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter(isShown));
}

let counter = 0;
export function uid(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}
