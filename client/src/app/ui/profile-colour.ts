/** Of the charts, but those that mean something else or nothing. */
const colours = [
  'var(--color-chart-2)',
  'var(--color-chart-3)',
  'var(--color-chart-4)',
  'var(--color-chart-6)',
] as const;

/** The colour of a profile wherever it is named, as CSS; the same name always has the same. */
export function profileColour(name: string): string {
  if (name === 'default') return 'var(--color-muted)';
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)!) % 65_521;
  return colours[sum % colours.length]!;
}
