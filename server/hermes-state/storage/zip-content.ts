import type { FileHandle } from 'node:fs/promises';

const endSignature = 0x06054b50;
const endLength = 22;
const longestComment = 65_535;

/** How many entries a zip has by its last record; throws when it has none, as one that was cut short (PKWARE APPNOTE 4.3.16). */
export async function countZipEntries(handle: FileHandle, bytes: number): Promise<number> {
  const length = Math.min(bytes, endLength + longestComment);
  const tail = Buffer.alloc(length);
  await handle.read(tail, 0, length, bytes - length);
  for (let at = length - endLength; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== endSignature) continue;
    const entries = tail.readUInt16LE(at + 10);
    const [size, offset] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
    // Larger ones say all ones here, and the truth in a record of zip64 before it.
    const isZip64 = entries === 0xffff || offset === 0xffffffff;
    if (!isZip64 && offset + size > bytes - length + at) continue;
    return entries;
  }
  throw new Error('it has no end');
}
