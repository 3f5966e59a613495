import type { AuditFilter, AuditSummary } from '../../../../server/audit/audit.contract';

/** When a request began, in milliseconds since 1970: the first 48 bits of its id (RFC 9562, 5.7). */
export const timeOfId = (id: string): number =>
  Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

/** The rows with all that are not older than `from`, an ISO time, exchanged for what the server says of that time now. */
export function withNewest(
  rows: readonly AuditSummary[],
  news: readonly AuditSummary[],
  from: string,
): readonly AuditSummary[] {
  const start = Date.parse(from);
  const kept = rows.findIndex(({ id }) => timeOfId(id) < start);
  const older = kept === -1 ? [] : rows.slice(kept);
  const before = new Map(rows.slice(0, kept === -1 ? undefined : kept).map((row) => [row.id, row]));
  // A row that has not changed stays the same object, so that nothing of it is drawn again.
  const merged = news.map((row) => {
    const known = before.get(row.id);
    return known !== undefined && isSame(known, row) ? known : row;
  });
  return [...merged, ...older];
}

/** Without what the next page will bring. */
export const upTo = (
  cursor: string | null,
  rows: readonly AuditSummary[],
): readonly AuditSummary[] => (cursor === null ? rows : rows.filter(({ id }) => id >= cursor));

/** The rows with those that were running and have ended; gone when the filter does not find them any more. */
export function withEnded(
  rows: readonly AuditSummary[],
  ended: readonly AuditSummary[],
  filter: AuditFilter,
): readonly AuditSummary[] {
  const byId = new Map(ended.map((row) => [row.id, row]));
  if (!rows.some((row) => row.endReason === null && byId.has(row.id))) return rows;
  return rows.flatMap((row) => {
    const now = row.endReason === null ? byId.get(row.id) : undefined;
    if (now === undefined) return [row];
    return isStillFound(now, filter) ? [now] : [];
  });
}

/** What a running request was found by does not change as it ends, but for these. */
function isStillFound(row: AuditSummary, filter: AuditFilter): boolean {
  if (filter.status === 'open') return false;
  return filter.truncated !== 'false' || row.responseTruncated !== true;
}

/** Nothing of a request changes but that it ends. */
function isSame(one: AuditSummary, other: AuditSummary): boolean {
  return one.endReason === other.endReason;
}
