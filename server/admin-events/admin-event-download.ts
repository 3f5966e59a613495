import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { csvOf, jsonLines, sendFile, type CsvColumns } from '../http/file-download.ts';
import type { AdminEventDownloadQuery, AdminEventView } from './admin-events.contract.ts';
import { AdminEventLog } from './admin-event-log.ts';

const columns: CsvColumns<AdminEventView> = [
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

/** The events as one file, newest first, never more than a batch in memory. */
@Injectable()
export class AdminEventDownload {
  constructor(private readonly log: AdminEventLog) {}

  /** Fails as {@link sendFile} does. */
  send({ format, ...filter }: AdminEventDownloadQuery, response: Response): Promise<void> {
    const written = format === 'csv' ? csvOf(columns) : jsonLines;
    return sendFile(response, 'hermes-admin-events', written, (signal) =>
      this.log.events(filter, signal),
    );
  }
}
