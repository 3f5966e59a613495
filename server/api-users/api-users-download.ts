import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { csvOf, sendFile, type CsvColumns } from '../http/file-download.ts';
import { ApiUsersOverview } from './api-users-overview.ts';
import type { ApiUserDownloadQuery, ApiUserView } from './api-users.contract.ts';

const columns: CsvColumns<ApiUserView> = [
  ['id', (user) => user.id],
  ['displayName', (user) => user.displayName],
  ['status', (user) => user.status],
  ['keyPrefix', (user) => user.key.prefix],
  ['keyLastFour', (user) => user.key.lastFour],
  ['keyCreatedAt', (user) => user.key.createdAt],
  ['gateways', (user) => user.gateways.join(' ')],
  ['allowedModels', (user) => user.allowedModels?.join(' ')],
  ['requestsPerMinute', (user) => user.requestsPerMinute],
  ['requestsLastMinute', (user) => user.usage.requestsLastMinute],
  ['monthlyTokenCap', (user) => user.monthlyTokenCap],
  ['month', (user) => user.usage.month],
  ['usedTokens', (user) => user.usage.usedTokens],
  ['reservedTokens', (user) => user.usage.reservedTokens],
  ['requests', (user) => user.usage.requests],
  ['lastUsedAt', (user) => user.usage.lastUsedAt],
  ['lastUsedAddress', (user) => user.usage.lastUsedAddress],
  ['createdAt', (user) => user.createdAt],
  ['updatedAt', (user) => user.updatedAt],
  ['expiresAt', (user) => user.expiresAt],
  ['revokedAt', (user) => user.revokedAt],
  ['note', (user) => user.note],
];

/** The list as one file. No key is in it. */
@Injectable()
export class ApiUsersDownload {
  constructor(private readonly overview: ApiUsersOverview) {}

  /** Fails as {@link sendFile} does. */
  send(query: ApiUserDownloadQuery, response: Response): Promise<void> {
    return sendFile(response, 'hermes-api-users', csvOf(columns), (signal) =>
      this.overview.users(query, signal),
    );
  }
}
