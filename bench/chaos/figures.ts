/** A rule that was found broken, and how. */
export interface Violation {
  readonly rule: string;
  readonly what: string;
}

const shownZeros = new Set(['lost', 'duplicated', 'called without a record']);

/** What a run has shown: numbers for people, broken rules for the exit code. */
export class Findings {
  readonly figures: Record<string, number | string> = {};
  readonly violations: Violation[] = [];

  /** Notes a number, and a violation when it is beyond what the rule allows. */
  atMost(rule: string, value: number, limit: number): void {
    this.figures[rule] = rounded(value);
    // NaN, too, is not at most anything.
    if (!(value <= limit))
      this.violations.push({ rule, what: `${rounded(value)}, allowed ${limit}` });
  }

  atLeast(rule: string, value: number, limit: number): void {
    this.figures[rule] = rounded(value);
    if (!(value >= limit))
      this.violations.push({ rule, what: `${rounded(value)}, wanted ${limit}` });
  }

  /** None may be; the zeros that readers look for first are shown, the others only when they are none. */
  none(rule: string, found: readonly string[]): void {
    if (found.length > 0 || shownZeros.has(rule)) this.figures[rule] = found.length;
    if (found.length > 0)
      this.violations.push({ rule, what: `${found.length}: ${found.slice(0, 3).join(', ')}` });
  }

  note(name: string, value: number | string): void {
    this.figures[name] = typeof value === 'number' ? rounded(value) : value;
  }

  line(): string {
    return Object.entries(this.figures)
      .map(([name, value]) => `${name} ${value}`)
      .join(' · ');
  }
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function rounded(value: number): number {
  return Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 100) / 100;
}
