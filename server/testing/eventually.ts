import { setTimeout as sleep } from 'node:timers/promises';

/** Tries until an expectation holds, for at most `withinMs`; then fails with what it said last. */
export async function eventually<T>(
  expectation: () => T | Promise<T>,
  withinMs = 5000,
): Promise<T> {
  const endsAt = Date.now() + withinMs;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (Date.now() >= endsAt) throw error;
    }
    await sleep(20);
  }
}
