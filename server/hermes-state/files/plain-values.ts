type Path = readonly (string | number)[];

/** The same plain value with one place in it set; mappings on the way come into being. */
export function withValueAt(value: unknown, path: Path, wanted: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return wanted;
  if (Array.isArray(value)) {
    const copy: unknown[] = [...(value as unknown[])];
    copy[Number(step)] = withValueAt(copy[Number(step)], rest, wanted);
    return copy;
  }
  const copy = new Map(Object.entries(isRecord(value) ? value : {}));
  copy.set(String(step), withValueAt(copy.get(String(step)), rest, wanted));
  return Object.fromEntries(copy);
}

/** The same plain value without one key or list item. */
export function withoutAt(value: unknown, path: Path): unknown {
  const step = path[0]!;
  if (path.length > 1)
    return withValueAt(value, [step], withoutAt(valueAt(value, [step]), path.slice(1)));
  if (Array.isArray(value)) return (value as unknown[]).toSpliced(Number(step), 1);
  return Object.fromEntries(
    Object.entries(value as object).filter(([name]) => name !== String(step)),
  );
}

/** What stands at a place in a plain value; undefined when it has none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
        ? (inner as Record<string | number, unknown>)[step]
        : undefined,
    value,
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
