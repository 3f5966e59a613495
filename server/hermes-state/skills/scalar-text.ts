/** A plain YAML value as Python's `str` would say it, trimmed; nothing for what is empty or no plain value. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
