import { z } from 'zod';
import { InvalidRequest } from '../../http/refusals.ts';

/** Where a page ended, as text for an address. */
export function writeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Throws {@link InvalidRequest} for what {@link writeCursor} did not write. */
export function readCursor<T>(cursor: string | undefined, schema: z.ZodType<T>): T | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new InvalidRequest([{ path: 'cursor', message: 'is not the cursor of a page' }]);
  }
}
