import { pipeline } from 'node:stream/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { reasonOf } from '../database/database.ts';
import { csvLine, type CsvCell } from '../http/csv.ts';
import type { AdminEventDownloadQuery, AdminEventView } from './admin-events.contract.ts';
import { AdminEventLog } from './admin-event-log.ts';

/** Lines are sent together until they have about this length, in characters. */
const pieceLength = 65_536;

interface Format {
  readonly type: string;
  readonly head: string;
  readonly line: (event: AdminEventView) => string;
}

const columns: readonly (readonly [string, (event: AdminEventView) => CsvCell])[] = [
  ['sequence', (event) => event.sequence],
  ['at', (event) => event.at],
  ['actorId', (event) => event.actor?.id],
  ['actorName', (event) => event.actor?.name],
  ['actorRole', (event) => event.actor?.role],
  ['address', (event) => event.address],
  ['userAgent', (event) => event.userAgent],
  ['action', (event) => event.action],
  ['targetKind', (event) => event.target?.kind],
  ['targetId', (event) => event.target?.id],
  ['targetName', (event) => event.target?.name],
  ['changes', (event) => JSON.stringify(event.changes)],
  ['outcome', (event) => event.outcome],
  ['status', (event) => event.status],
  ['errorCode', (event) => event.errorCode],
  ['requestId', (event) => event.requestId],
  ['request', (event) => event.request],
  ['hash', (event) => event.hash],
];

const formats: Readonly<Record<AdminEventDownloadQuery['format'], Format>> = {
  jsonl: {
    type: 'application/x-ndjson; charset=utf-8',
    head: '',
    line: (event) => `${JSON.stringify(event)}\n`,
  },
  csv: {
    type: 'text/csv; charset=utf-8',
    head: csvLine(columns.map(([name]) => name)),
    line: (event) => csvLine(columns.map(([, read]) => read(event))),
  },
};

/** The events as one file, newest first, never more than a batch in memory. */
@Injectable()
export class AdminEventDownload {
  private readonly logger = new Logger(AdminEventDownload.name);

  constructor(private readonly log: AdminEventLog) {}

  /** A failure before the first byte is thrown; a later one breaks the connection, or half a file would look whole. */
  async send(query: AdminEventDownloadQuery, response: Response): Promise<void> {
    const left = new AbortController();
    response.once('close', () => left.abort());
    const pieces = this.pieces(query, left.signal);
    const first = await pieces.next();
    const day = new Date().toISOString().slice(0, 10);
    response.status(200).set({
      'content-type': formats[query.format].type,
      'content-disposition': `attachment; filename="hermes-admin-events-${day}.${query.format}"`,
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
      if (!left.signal.aborted) this.logger.error(`A download was cut off: ${reasonOf(error)}`);
    }
  }

  private async *pieces(
    { format, ...filter }: AdminEventDownloadQuery,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    let piece = formats[format].head;
    for await (const event of this.log.events(filter, signal)) {
      piece += formats[format].line(event);
      if (piece.length < pieceLength) continue;
      yield piece;
      piece = '';
    }
    yield piece;
  }
}
