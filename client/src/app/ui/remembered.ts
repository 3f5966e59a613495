/** What this browser remembered under a key; `undefined` when it has nothing, or nothing readable. */
export function recall(key: string): unknown {
  try {
    const stored = localStorage.getItem(key);
    return stored === null ? undefined : (JSON.parse(stored) as unknown);
  } catch {
    return undefined;
  }
}

/** Keeps a choice for the next visit. Storage may be switched off; then it lasts as long as the page. */
export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the choice still holds on this page.
  }
}
