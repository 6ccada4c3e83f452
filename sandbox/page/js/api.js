// Ask the server to do what this person did.

import { store } from "./store.js";
import { say } from "./words.js";
import { toast } from "./toast.js";

export async function act(what, body = {}) {
  try {
    const answer = await fetch(`/control/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user: store.me, settle: 0, ...body }),
    });
    return await answer.json();
  } catch {
    return { ok: false, error: "offline", notice: say("Reconnecting…") };
  }
}

export async function actOrSay(what, body = {}) {
  const outcome = await act(what, body);
  const isShown = outcome.messages?.some((message) => message.user === "USLACKBOT");
  if (!outcome.ok && !isShown && !Object.keys(outcome.errors || {}).length) {
    toast(outcome.notice || say("Something went wrong: {error}", { error: outcome.error }));
  }
  return outcome;
}

export async function sendFile(file, where) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return actOrSay("upload", { ...where, filename: file.name, content: btoa(binary) });
}
