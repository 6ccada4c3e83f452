// Where this person looks: #person/conversation/thread, or #person/home.

export function route() {
  const [me = "", place = "", thread = ""] = location.hash.slice(1).split("/").map(decodeURIComponent);
  return { me, place, thread };
}

export function go(me, place = "", thread = "", { quietly = false } = {}) {
  const target = `#${[me, place, thread].filter(Boolean).map(encodeURIComponent).join("/")}`;
  if (quietly) history.replaceState(null, "", target);
  else location.hash = target;
}

export function openThread(ts) {
  const { me, place } = route();
  go(me, place, ts);
}

export function closeThread() {
  const { me, place } = route();
  go(me, place);
}
