import { pipeline } from 'node:stream/promises';
import { Logger } from '@nestjs/common';
import type { Response } from 'express';
import { csvLine, type CsvCell } from './csv.ts';

/** Lines are sent together until they have about this length, in characters. */
const pieceLength = 65_536;
const logger = new Logger('FileDownload');

/** How a file is written, line by line. */
export interface LineFormat<Item> {
  /** The end of the file's name. */
  readonly extension: 'csv' | 'json' | 'jsonl' | 'md';
  readonly type: string;
  readonly head: string;
  readonly line: (item: Item) => string;
}

export type CsvColumns<Item> = readonly (readonly [string, (item: Item) => CsvCell])[];

/** A line a JSON object. */
export const jsonLines: LineFormat<unknown> = {
  extension: 'jsonl',
  type: 'application/x-ndjson; charset=utf-8',
  head: '',
  line: (item) => `${JSON.stringify(item)}\n`,
};

export function csvOf<Item>(columns: CsvColumns<Item>): LineFormat<Item> {
  return {
    extension: 'csv',
    type: 'text/csv; charset=utf-8',
    head: csvLine(columns.map(([name]) => name)),
    line: (item) => csvLine(columns.map(([, read]) => read(item))),
  };
}

/**
 * Sends a file called `<name>-<day>`, a piece at a time; `read` stops once its signal is aborted. A failure before the
 * first byte is thrown; a later one breaks the connection, because a file that ended cleanly would look whole.
 */
export async function sendFile<Item>(
  response: Response,
  name: string,
  format: LineFormat<Item>,
  read: (signal: AbortSignal) => AsyncIterable<Item>,
): Promise<void> {
  const left = new AbortController();
  response.once('close', () => left.abort());
  const pieces = inPieces(format, read(left.signal));
  const first = await pieces.next();
  const day = new Date().toISOString().slice(0, 10);
  response.status(200).set({
    'content-type': format.type,
    'content-disposition': `attachment; filename="${name}-${day}.${format.extension}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  try {
    await pipeline(async function* () {
      if (!first.done) yield first.value;
      yield* pieces;
    }, response);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!left.signal.aborted) logger.error(`The download ${name} was cut off: ${reason}`);
  }
}

async function* inPieces<Item>(
  format: LineFormat<Item>,
  items: AsyncIterable<Item>,
): AsyncGenerator<string> {
  let piece = format.head;
  for await (const item of items) {
    piece += format.line(item);
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
