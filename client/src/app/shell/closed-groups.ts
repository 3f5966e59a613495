import { recall, remember } from '../ui/remembered';
import { type PageGroup, pageGroups } from './pages';

const storageKey = 'hermes.navigation.closed';

/** The groups that were folded on the last visit of this browser. */
export function closedGroups(): readonly PageGroup[] {
  const stored = recall(storageKey);
  return Array.isArray(stored) ? pageGroups.filter((group) => stored.includes(group)) : [];
}

export function rememberClosedGroups(groups: readonly PageGroup[]): void {
  remember(storageKey, groups);
}
