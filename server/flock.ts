import koffi from 'koffi';

/** The same on Linux and macOS (flock(2)). */
const exclusiveWithoutWaiting = 2 | 4;

type Flock = (descriptor: number, operation: number) => number;
let loaded: Flock | undefined;

/** Node has no flock(2), and locks of fcntl(2) do not exclude those that Python's `fcntl.flock` takes. */
function flock(): Flock {
  loaded ??= koffi.load(null).func('int flock(int, int)') as Flock;
  return loaded;
}

/**
 * Takes the lock of an open file for as long as it is open, without waiting. Whether somebody else has it is known to the
 * kernel, so processes of other containers count, too. Throws where the file system has no such locks.
 */
export function tryFlock(descriptor: number): boolean {
  if (flock()(descriptor, exclusiveWithoutWaiting) === 0) return true;
  const { EAGAIN, EWOULDBLOCK, EINTR } = koffi.os.errno;
  const reason = koffi.errno();
  if (![EAGAIN, EWOULDBLOCK, EINTR].includes(reason))
    throw new Error(`The lock cannot be taken (errno ${reason}).`);
  return false;
}
