import { pipeline } from 'node:stream/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { reasonOf } from '../database/database.ts';
import type { AuditFilter } from './audit.contract.ts';
import { AuditLog } from './audit-log.ts';

/** Lines are sent together until they have about this length, in characters. */
const pieceLength = 65_536;

/** The log as one file: a record a line (JSONL), newest first, never more than a few records in memory. */
@Injectable()
export class AuditDownload {
  private readonly logger = new Logger(AuditDownload.name);

  constructor(private readonly log: AuditLog) {}

  /**
   * Sends the file. A failure before the first byte is thrown; a later one breaks the connection, because a file that
   * ended cleanly would look whole.
   */
  async send(filter: AuditFilter, response: Response): Promise<void> {
    const left = new AbortController();
    response.once('close', () => left.abort());
    const pieces = this.pieces(filter, left.signal);
    const first = await pieces.next();
    const day = new Date().toISOString().slice(0, 10);
    response.status(200).set({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': `attachment; filename="hermes-audit-${day}.jsonl"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    if (response.req.method === 'HEAD') {
      response.end();
      return;
    }
    try {
      await pipeline(resume(first, pieces), response);
    } catch (error) {
      if (!left.signal.aborted) this.logger.error(`A download was cut off: ${reasonOf(error)}`);
    }
  }

  private async *pieces(filter: AuditFilter, signal: AbortSignal): AsyncGenerator<string> {
    let piece = '';
    for await (const record of this.log.records(filter, signal)) {
      piece += `${JSON.stringify(record)}\n`;
      if (piece.length < pieceLength) continue;
      yield piece;
      piece = '';
    }
    yield piece;
  }
}

async function* resume(
  first: IteratorResult<string>,
  rest: AsyncGenerator<string>,
): AsyncGenerator<string> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
