/** Whether a key pressed here belongs to a field or to an open menu or dialog, and is no shortcut of the page. */
export function isTyping(event: Event): boolean {
  const target = event.target;
  return (
    target instanceof Element &&
    target.closest(
      'input:not([type="checkbox"], [type="radio"]), select, textarea, [contenteditable="true"], .cdk-overlay-container',
    ) !== null
  );
}

/** Whether a modifier makes this the browser's key, or somebody else has already answered it. */
export const isSpokenFor = (event: KeyboardEvent): boolean =>
  event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey;
