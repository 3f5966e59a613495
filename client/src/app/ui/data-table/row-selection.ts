/** The selection after a box was ticked or cleared; with an anchor, everything from there to here goes along. */
export function withRange(
  selected: ReadonlySet<string>,
  ids: readonly string[],
  change: { readonly from: number; readonly to: number; readonly isSelected: boolean },
): ReadonlySet<string> {
  const [first, last] = [Math.min(change.from, change.to), Math.max(change.from, change.to)];
  const result = new Set(selected);
  for (const id of ids.slice(first, last + 1)) {
    if (change.isSelected) result.add(id);
    else result.delete(id);
  }
  return result;
}

/** How much of what is loaded is selected. */
export function extentOf(
  selected: ReadonlySet<string>,
  ids: readonly string[],
): 'none' | 'some' | 'all' {
  const count = ids.reduce((sum, id) => sum + (selected.has(id) ? 1 : 0), 0);
  if (count === 0) return 'none';
  return count === ids.length ? 'all' : 'some';
}
