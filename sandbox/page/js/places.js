// Where blocks stand: on a message, or in a modal or Home tab.

export function messagePlace(message) {
  return {
    where: { channel: message.channel, message_ts: message.ts },
    isForm: false,
    isLive: (block) => block.type !== "input" || block.dispatch_action,
  };
}

export function livePlace(view, root) {
  return {
    get where() { return { view_id: view.id, values: collected(root) }; },
    isForm: true,
    values: view.state.values,
    errors: view.errors,
    isLive: (block) => block.type !== "input" || block.dispatch_action,
  };
}

export function collected(root) {
  const values = {};
  for (const control of root.querySelectorAll("[data-action]")) {
    const block = control.closest("[data-block]")?.dataset.block;
    if (!control.read || !block) continue;
    values[block] = { ...values[block], [control.dataset.action]: control.read() };
  }
  return values;
}
