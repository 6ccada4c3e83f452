// What this person sees, kept fresh by the server.

export const store = {
  me: "",
  team: { id: "", name: "" },
  app: null,
  people: new Map(),
  channels: new Map(),
  messages: new Map(),
  view: null,
  home: null,
  online: false,
  edition: "",
  hasClock: false,
};

const listeners = new Set();

export function listen(listener) {
  listeners.add(listener);
}

function tell(what) {
  for (const listener of listeners) listener(what);
}

let socket = null;
let attempts = 0;
let timer = 0;

export function connect(me) {
  clearTimeout(timer);
  if (socket) {
    socket.onclose = null;
    socket.close();
  }
  store.me = me;
  const address = new URL(`/control/live?user=${encodeURIComponent(me)}`, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  socket = new WebSocket(address);
  socket.onmessage = (event) => take(JSON.parse(event.data));
  socket.onclose = () => retry(me);
}

function retry(me) {
  store.online = false;
  tell({ type: "offline" });
  attempts += 1;
  timer = setTimeout(() => connect(me), Math.min(250 * 2 ** attempts, 5000));
}

const TAKE = {
  snapshot: takeSnapshot,
  message: takeMessage,
  removed: (told) => inChannel(told.channel).delete(told.ts),
  view: (told) => { store.view = told.view; },
  app: (told) => { store.app = told.app; },
  home: (told) => { store.home = told.home; },
};

function take(told) {
  attempts = 0;
  store.online = true;
  TAKE[told.type](told);
  tell(told);
}

function takeSnapshot(told) {
  Object.assign(store, { team: told.team, app: told.app, view: told.view, home: told.home, hasClock: told.has_clock });
  store.people = new Map(told.people.map((person) => [person.id, person]));
  store.channels = new Map(told.channels.map((channel) => [channel.id, channel]));
  store.edition = JSON.stringify([told.people, new Date(told.now * 1000).toDateString()]);
  store.messages = new Map();
  told.messages.forEach(put);
}

function takeMessage(told) {
  told.isNew = !inChannel(told.message.channel).has(told.message.ts);
  put(told.message);
  if (told.parent) put(told.parent);
}

function put(message) {
  inChannel(message.channel).set(message.ts, message);
}

function inChannel(channel) {
  if (!store.messages.has(channel)) store.messages.set(channel, new Map());
  return store.messages.get(channel);
}

export function messagesOf(channel) {
  return [...inChannel(channel).values()].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

export function author(message) {
  if (message.is_app) return { id: message.user, name: store.app.name, isApp: true };
  if (message.user === "USLACKBOT") return { id: message.user, name: "Slackbot", isApp: false };
  const person = store.people.get(message.user);
  return { id: message.user, name: person?.name || message.user, person };
}

export function me() {
  return store.people.get(store.me);
}

export function isAppChat(channel) {
  return channel?.kind === "im" && channel.has_app;
}

export function channelTitle(channel) {
  if (!channel) return "";
  if (isAppChat(channel)) return store.app?.name || "";
  if (channel.kind === "im" || channel.kind === "mpim") {
    const others = channel.members.filter((id) => id !== store.me && id !== store.app.user);
    return others.map((id) => store.people.get(id)?.name || id).join(", ");
  }
  return channel.name;
}
