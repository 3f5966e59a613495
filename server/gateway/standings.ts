import type { Standing } from '../audit/ledger-records.ts';

const freshMs = 1000;
const maxUsers = 10_000;

/** Where users stand, for `GET /v1/key`: however often one asks, the database is asked once a second. */
export class Standings {
  private readonly users = new Map<string, { atMs: number; standing: Promise<Standing> }>();

  constructor(private readonly ask: (apiUserId: string) => Promise<Standing>) {}

  of(apiUserId: string, nowMs = performance.now()): Promise<Standing> {
    const known = this.users.get(apiUserId);
    if (known && nowMs - known.atMs < freshMs) return known.standing;
    const standing = this.ask(apiUserId);
    this.users.delete(apiUserId);
    this.users.set(apiUserId, { atMs: nowMs, standing });
    const oldest = this.users.keys().next().value;
    if (this.users.size > maxUsers && oldest !== undefined) this.users.delete(oldest);
    return standing;
  }
}
