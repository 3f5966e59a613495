import type pg from 'pg';
import type { ChainPlace, ChainVerification } from './admin-events.contract.ts';
import { eventColumns, eventOf, genesis, hashOf, type EventRow } from './event-chain.ts';

/** Events read at once; some milliseconds of hashing. */
const batchSize = 1000;

/**
 * Goes through all events from the first one and computes their hashes anew, a few in memory at a time. `noted` is a
 * place somebody wrote down earlier: it alone shows that the end was cut off or everything was written anew.
 */
export async function verifyChain(
  pool: Pick<pg.Pool | pg.Client, 'query'>,
  noted?: ChainPlace,
): Promise<ChainVerification> {
  let checked = 0;
  let hash: Buffer = genesis;
  const broken = (
    sequence: number,
    reason: 'missing' | 'altered' | 'replaced',
  ): ChainVerification => ({
    ok: false,
    checked,
    head: headOf(checked, hash),
    firstBroken: { sequence, reason },
  });
  for (;;) {
    const found = await pool.query<EventRow>(
      `select ${eventColumns} from admin_event where sequence > $1 order by sequence limit $2`,
      [checked, batchSize],
    );
    for (const row of found.rows) {
      const event = eventOf(row);
      if (event.sequence !== checked + 1) return broken(checked + 1, 'missing');
      if (!hashOf(hash, event).equals(row.hash)) return broken(event.sequence, 'altered');
      if (event.sequence === noted?.sequence && row.hash.toString('hex') !== lower(noted.hash))
        return broken(event.sequence, 'replaced');
      hash = row.hash;
      checked = event.sequence;
    }
    if (found.rows.length < batchSize) break;
  }
  if (noted && noted.sequence > checked) return broken(checked + 1, 'missing');
  return { ok: true, checked, head: headOf(checked, hash) };
}

function headOf(sequence: number, hash: Buffer): ChainPlace | null {
  return sequence === 0 ? null : { sequence, hash: hash.toString('hex') };
}

function lower(text: string): string {
  return text.toLowerCase();
}
