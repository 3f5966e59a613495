import type { FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

const block = 512;
const mostNames = 500;

/** What a `.tar.gz` holds, by its headers. */
export interface ArchiveContent {
  readonly files: number;
  readonly bytes: number;
  /** Names directly below the folder it was made of. */
  readonly topNames: ReadonlySet<string>;
}

/**
 * Reads an archive to its end, so that one that was cut short is found out. Throws when it is not a whole `.tar.gz`.
 * Headers as in POSIX.1-1988 ustar; those that only carry long names are passed over.
 */
export async function readArchive(handle: FileHandle): Promise<ArchiveContent> {
  const source = handle.createReadStream({ autoClose: false, start: 0 }).pipe(createGunzip());
  const topNames = new Set<string>();
  let [files, bytes, skip, hasEnded] = [0, 0, 0, false];
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source as AsyncIterable<Buffer>) {
    if (hasEnded) continue;
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      if (skip > 0) {
        const passed = Math.min(skip, rest.length);
        rest = rest.subarray(passed);
        skip -= passed;
      }
      if (rest.length < block) break;
      const header = rest.subarray(0, block);
      rest = rest.subarray(block);
      if (header[0] === 0) {
        hasEnded = true;
        break;
      }
      const size = sizeIn(header);
      skip = Math.ceil(size / block) * block;
      const type = String.fromCharCode(header[156]!);
      if (type === '0' || type === '\0') {
        files++;
        bytes += size;
      }
      const top = textIn(header, 0, 100).split('/')[1];
      if (top && topNames.size < mostNames && 'xgLK'.indexOf(type) === -1) topNames.add(top);
    }
  }
  if (!hasEnded) throw new Error('It ends too early.');
  return { files, bytes, topNames };
}

function textIn(header: Buffer, from: number, length: number): string {
  return header
    .subarray(from, from + length)
    .toString('utf8')
    .split('\0')[0]!;
}

/** Octal digits; sizes from 8 GiB are binary with the first bit set (GNU tar). */
function sizeIn(header: Buffer): number {
  if ((header[124]! & 0x80) !== 0) return header.readUIntBE(130, 6);
  const size = Number.parseInt(textIn(header, 124, 12).trim() || '0', 8);
  if (Number.isNaN(size)) throw new Error('A header is damaged.');
  return size;
}
