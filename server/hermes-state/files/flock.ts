import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryFlock } from '../../flock.ts';
import { FileBusy } from './file.errors.ts';
import type { FileLock } from './file-locks.ts';

/** As Hermes waits for its own locks (`hermes_cli`'s auth store): fifteen seconds, looking every 50 ms. */
const patienceMs = 15_000;
const lookEveryMs = 50;

/**
 * Runs `work` while holding the lock that Hermes takes around the same file. A lock file is made when it is missing
 * (mode 0600, as Hermes does). The lock ends with the process, whatever happens to it. Throws {@link FileBusy} when
 * somebody else holds it for too long.
 */
export async function withFlock<T>(
  lock: FileLock,
  work: () => Promise<T>,
  waitMs = patienceMs,
): Promise<T> {
  const handle = await openLock(lock);
  try {
    await take(handle, waitMs);
    return await work();
  } finally {
    await handle.close();
  }
}

function openLock({ path, isFolder }: FileLock): Promise<FileHandle> {
  const { O_CREAT, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;
  if (isFolder) return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  return open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
}

async function take(handle: FileHandle, waitMs: number): Promise<void> {
  const endsAt = performance.now() + waitMs;
  while (!tryFlock(handle.fd)) {
    if (performance.now() >= endsAt) throw new FileBusy();
    await sleep(lookEveryMs);
  }
}
