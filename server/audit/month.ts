/** The first moment of the next calendar month, UTC: when a monthly cap starts anew. */
export function monthEnd(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
}
