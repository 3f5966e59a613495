import { readFile } from 'node:fs/promises';
import type { HermesHome } from '../hermes-home.ts';

/** Locks on files as the kernel lists them (proc(5)); nothing when there is no such list. */
export type LockList = readonly {
  readonly pid: number;
  readonly device: string;
  readonly inode: string;
}[];

/** Every lock there is. To ask for one would be to take it, and to disturb whoever wants it. */
export async function readLocks(): Promise<LockList | undefined> {
  try {
    return parseLocks(await readFile('/proc/locks', 'utf8'));
  } catch {
    // Not Linux, or hidden.
    return undefined;
  }
}

/** Lines such as `1: FLOCK  ADVISORY  WRITE 708 08:01:1835050 0 EOF`; those with `->` only wait. */
export function parseLocks(text: string): LockList {
  return text.split('\n').flatMap((line) => {
    const found =
      /^\d+: (?:FLOCK|POSIX|OFDLCK) +\w+ +WRITE +(-?\d+) ([\da-f]+:[\da-f]+):(\d+) /.exec(line);
    return found ? [{ pid: Number(found[1]), device: found[2]!, inode: found[3]! }] : [];
  });
}

/** Who holds a file's lock; `free` when nobody does, `unknown` when that cannot be told. */
export async function holderOf(
  home: HermesHome,
  path: string,
  locks: LockList | undefined,
  believedPid: number | null,
): Promise<number | 'free' | 'unknown'> {
  if (locks === undefined) return 'unknown';
  const opened = await home.open('hermes', path);
  if (opened.status !== 'present') return opened.status === 'missing' ? 'free' : 'unknown';
  const { handle } = opened.value;
  try {
    const { dev, ino } = await handle.stat({ bigint: true });
    const ofFile = locks.filter(({ inode }) => inode === String(ino));
    // Some file systems tell another device here than there; then the process decides.
    const held = ofFile.find(({ device, pid }) => device === deviceOf(dev) || pid === believedPid);
    return held?.pid ?? 'free';
  } finally {
    await handle.close();
  }
}

/** As /proc/locks writes it: major and minor number in hexadecimal, two digits at least. */
function deviceOf(device: bigint): string {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn);
  const minor = (device & 0xffn) | ((device >> 12n) & ~0xffn);
  return [major, minor].map((part) => part.toString(16).padStart(2, '0')).join(':');
}
