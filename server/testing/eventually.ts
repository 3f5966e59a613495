import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Tries until an expectation holds, for at most `withinMs`, which a busy machine may need; then fails with
 * what it said last.
 */
export async function eventually<T>(
  expectation: () => T | Promise<T>,
  withinMs = 20_000,
): Promise<T> {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (performance.now() >= endsAt) throw error;
    }
    await sleep(20);
  }
}

/** Asks until it is so. */
export function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  return eventually(async () => {
    if (!(await isSo())) throw new Error('It did not happen in time.');
  });
}

/** Tries until there is a value. */
export async function untilDefined<T>(
  probe: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  let value: T | undefined;
  await until(async () => (value = await probe()) !== undefined);
  return value!;
}

/** The shortest of three times in milliseconds: on a machine that is busy with other things any single one may be long. */
export async function shortestMs(measure: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) times.push(await measure());
  return Math.min(...times);
}

/** How long computing takes in milliseconds: the shortest of five times, once it is compiled. */
export function quickestMs(compute: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const startedMs = performance.now();
    compute();
    return performance.now() - startedMs;
  });
  return Math.min(...times);
}
