import { type PageGroup, pageGroups } from './pages';

const storageKey = 'hermes.navigation.closed';

/** The groups that were folded on the last visit of this browser. */
export function closedGroups(): readonly PageGroup[] {
  try {
    const stored = localStorage.getItem(storageKey)?.split('|') ?? [];
    return pageGroups.filter((group) => stored.includes(group));
  } catch {
    return [];
  }
}

export function rememberClosedGroups(groups: readonly PageGroup[]): void {
  try {
    localStorage.setItem(storageKey, groups.join('|'));
  } catch {
    // Storage may be switched off; then they stay folded as long as the page.
  }
}
