/** An object of JSON that somebody else wrote: any field may be there or not. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `undefined` when it is no object, was cut off, or was never JSON. */
export function parsed(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    // Cut off, or never JSON.
    return undefined;
  }
}

export const stringOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

export const wordOf = (value: unknown, substitute: string): string => stringOf(value) ?? substitute;

/** Anything as text: strings as they are, nothing as nothing, the rest as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  try {
    return JSON.stringify(value);
  } catch {
    // JSON can be read deeper than it can be written.
    return '(nested too deep to be shown)';
  }
}
