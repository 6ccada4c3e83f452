// Short codes that messages use; the others stay as they were written.

const KNOWN = {
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", bell: "🔔",
  tada: "🎉", rocket: "🚀", fire: "🔥", eyes: "👀", wave: "👋", bulb: "💡", memo: "📝",
  moneybag: "💰", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉",
  bar_chart: "📊", calendar: "📅", date: "📅", hourglass_flowing_sand: "⏳", hourglass: "⌛",
  lock: "🔒", mag: "🔍", star: "⭐", thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎",
  smile: "😄", slightly_smiling_face: "🙂", pray: "🙏", heart: "❤️", red_circle: "🔴",
  large_green_circle: "🟢", large_yellow_circle: "🟡", large_blue_circle: "🔵", pushpin: "📌",
  paperclip: "📎", page_facing_up: "📄", question: "❓", information_source: "ℹ️",
  arrow_up: "⬆️", arrow_down: "⬇️", trophy: "🏆", clock3: "🕒", speech_balloon: "💬",
};

export function emoji(name) {
  return Object.hasOwn(KNOWN, name) ? KNOWN[name] : `:${name}:`;
}

export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+\-]+):/g, (_, name) => emoji(name));
}
