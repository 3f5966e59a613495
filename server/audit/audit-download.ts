import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { csvOf, jsonLines, sendFile, type CsvColumns } from '../http/file-download.ts';
import type { AuditDownloadQuery, AuditSummary } from './audit.contract.ts';
import { AuditLog } from './audit-log.ts';

/** The columns of the list, none of which holds a whole body. */
const columns: CsvColumns<AuditSummary> = [
  ['id', (item) => item.id],
  ['startedAt', (item) => item.startedAt],
  ['completedAt', (item) => item.completedAt],
  ['gateway', (item) => item.gateway],
  ['apiUserId', (item) => item.apiUserId],
  ['apiUserName', (item) => item.apiUserName],
  ['keyPrefix', (item) => item.keyPrefix],
  ['method', (item) => item.method],
  ['path', (item) => item.path],
  ['model', (item) => item.model],
  ['responseModel', (item) => item.responseModel],
  ['stream', (item) => item.stream],
  ['status', (item) => item.status],
  ['endReason', (item) => item.endReason],
  ['errorCode', (item) => item.errorCode],
  ['usageSource', (item) => item.usage?.source],
  ['promptTokens', (item) => item.usage?.promptTokens],
  ['completionTokens', (item) => item.usage?.completionTokens],
  ['totalTokens', (item) => item.usage?.totalTokens],
  ['cachedTokens', (item) => item.usage?.cachedTokens],
  ['reasoningTokens', (item) => item.usage?.reasoningTokens],
  ['chargedTokens', (item) => item.usage?.chargedTokens],
  ['timeToFirstByteMs', (item) => item.timeToFirstByteMs],
  ['durationMs', (item) => item.durationMs],
  ['clientAddress', (item) => item.clientAddress],
  ['clientRequestId', (item) => item.clientRequestId],
  ['promptBytes', (item) => item.promptBytes],
  ['responseBytes', (item) => item.responseBytes],
  ['requestTruncated', (item) => item.requestTruncated],
  ['responseTruncated', (item) => item.responseTruncated],
  ['promptPreview', (item) => item.promptPreview],
];

/** The log as one file, newest first, never more than a few records in memory. */
@Injectable()
export class AuditDownload {
  constructor(private readonly log: AuditLog) {}

  /** Whole records as JSON lines, or what the list shows as CSV. Fails as {@link sendFile} does. */
  send({ format, ...filter }: AuditDownloadQuery, response: Response): Promise<void> {
    if (format === 'csv')
      return sendFile(response, 'hermes-audit', csvOf(columns), (signal) =>
        this.log.summaries(filter, signal),
      );
    return sendFile(response, 'hermes-audit', jsonLines, (signal) =>
      this.log.records(filter, signal),
    );
  }
}
