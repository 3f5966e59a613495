import { reasonOf } from '../database/database.ts';
import { redact } from '../redaction.ts';

export type Part<Value> =
  | { readonly status: 'ok'; readonly value: Value }
  | { readonly status: 'failed'; readonly reason: string };

const partMs = 2500;

/** What `work` finds out, or why it could not within the time. Never throws. */
export async function partOf<Value>(
  work: () => Promise<Value>,
  limitMs = partMs,
): Promise<Part<Value>> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return { status: 'ok', value: await Promise.race([work(), tooLong]) };
  } catch (error) {
    return { status: 'failed', reason: redact(reasonOf(error)) };
  } finally {
    clearTimeout(timer);
  }
}
