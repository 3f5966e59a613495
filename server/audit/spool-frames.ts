import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { CloseRecord, OpenRecord, StoredBody } from './ledger-records.ts';
import { previewOf } from './stored-body.ts';

/** One record on its way to the database. */
export type SpoolRecord =
  | { readonly kind: 'open'; readonly instanceId: string; readonly record: OpenRecord }
  | { readonly kind: 'close'; readonly record: CloseRecord };

/** `[length][crc32 of the JSON][JSON]`, both numbers as big-endian 32 bit. */
const headBytes = 8;
/** Larger than any record can be; a length beyond it is damage. */
const maxFrameBytes = 64_000_000;
const readBytes = 1_048_576;

export function toFrame(record: SpoolRecord): Buffer {
  const json = Buffer.from(JSON.stringify(record, asText));
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(json.length, 0);
  head.writeUInt32BE(crc32(json), 4);
  return Buffer.concat([head, json]);
}

/**
 * Reads the records of a file in order, a bounded piece at a time. Answers whether the end was reached without damage; a
 * write that was cut short by a crash is damage too.
 */
export async function readFrames(
  path: string,
  take: (records: readonly SpoolRecord[]) => Promise<void>,
  batchSize: number,
): Promise<{ readonly isWhole: boolean }> {
  const file = await open(path, 'r');
  try {
    let pending: Buffer = Buffer.alloc(0);
    let batch: SpoolRecord[] = [];
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(readBytes), 0, readBytes, null);
      pending = Buffer.concat([pending, buffer.subarray(0, bytesRead)]);
      for (;;) {
        const frame = firstFrame(pending);
        if (frame === 'incomplete') break;
        if (frame === 'damaged') {
          await take(batch);
          return { isWhole: false };
        }
        batch.push(frame.record);
        pending = pending.subarray(frame.bytes);
        if (batch.length < batchSize) continue;
        await take(batch);
        batch = [];
      }
      if (bytesRead > 0) continue;
      await take(batch);
      return { isWhole: pending.length === 0 };
    }
  } finally {
    await file.close();
  }
}

function firstFrame(
  bytes: Buffer,
): { readonly record: SpoolRecord; readonly bytes: number } | 'incomplete' | 'damaged' {
  if (bytes.length < headBytes) return 'incomplete';
  const length = bytes.readUInt32BE(0);
  if (length > maxFrameBytes) return 'damaged';
  if (bytes.length < headBytes + length) return 'incomplete';
  const json = bytes.subarray(headBytes, headBytes + length);
  if (crc32(json) !== bytes.readUInt32BE(4)) return 'damaged';
  try {
    return { record: fromJson(json.toString('utf8')), bytes: headBytes + length };
  } catch {
    // Zeros, which a power cut leaves at the end of a file, are an empty frame with the right checksum.
    return 'damaged';
  }
}

interface BodyOnDisk extends Omit<StoredBody, 'sha256'> {
  readonly sha256: string;
}

/** Buffers are written as hex, not in Node's list form, which is many times longer. */
function asText(_name: string, value: unknown): unknown {
  const bytes = value as { type?: unknown; data?: number[] } | null;
  return typeof value === 'object' && bytes?.type === 'Buffer' && Array.isArray(bytes.data)
    ? Buffer.from(bytes.data).toString('hex')
    : value;
}

function fromJson(json: string): SpoolRecord {
  const parsed = JSON.parse(json) as SpoolRecord;
  if (parsed.kind === 'open') {
    const { record } = parsed;
    return {
      ...parsed,
      record: {
        ...record,
        startedAt: new Date(record.startedAt),
        prompt: bodyOf(record.prompt),
        // What an earlier version left on disk has none.
        promptPreview: record.promptPreview ?? previewOf(record.prompt.text),
      },
    };
  }
  const { record } = parsed;
  return {
    ...parsed,
    record: {
      ...record,
      completedAt: new Date(record.completedAt),
      response: bodyOf(record.response),
    },
  };
}

function bodyOf(body: StoredBody): StoredBody {
  const onDisk = body as unknown as BodyOnDisk;
  return { ...onDisk, sha256: Buffer.from(onDisk.sha256, 'hex') };
}
