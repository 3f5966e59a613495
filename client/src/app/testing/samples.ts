import type { AdminEventView } from '../../../../server/admin-events/admin-events.contract';
import type {
  ApiUserDetail,
  ApiUserListItem,
  ApiUserView,
} from '../../../../server/api-users/api-users.contract';
import type {
  AuditPage,
  AuditRecordView,
  AuditSummary,
} from '../../../../server/audit/audit.contract';
import type { AdministratorView } from '../../../../server/auth/administrators.contract';
import type { Me } from '../../../../server/auth/own-account.contract';
import type { Gateways } from '../../../../server/gateway/gateways.contract';
import type { LiveRequest } from '../../../../server/live/live.contract';

export const idOf = (number: number): string =>
  `01939d5e-7c00-7000-8000-${String(number).padStart(12, '0')}`;

/** An administrator without wishes. */
export const someone = (change: Partial<Me> = {}): Me => ({
  id: idOf(7),
  username: 'admin',
  displayName: 'Administrator',
  role: 'admin',
  fromEnvironment: false,
  totpEnabled: false,
  recoveryCodesLeft: 0,
  passwordChangeRequired: false,
  mayOpenHermesDashboard: false,
  ...change,
});

export const administrator = (change: Partial<AdministratorView> = {}): AdministratorView => ({
  id: idOf(8),
  username: 'ada',
  displayName: 'Ada Lovelace',
  role: 'viewer',
  disabled: false,
  fromEnvironment: false,
  totpEnabled: true,
  passwordChangeRequired: false,
  createdAt: '2026-11-01T10:00:00.000Z',
  updatedAt: '2026-11-02T10:00:00.000Z',
  passwordChangedAt: '2026-11-02T10:00:00.000Z',
  lastLoginAt: null,
  sessions: 2,
  version: 3,
  ...change,
});

export const adminEvent = (
  sequence: number,
  change: Partial<AdminEventView> = {},
): AdminEventView => ({
  sequence,
  at: '2026-11-21T10:00:00.000Z',
  actor: { id: idOf(7), name: 'admin', role: 'admin' },
  address: '192.0.2.7',
  userAgent: null,
  action: 'api_user.change',
  target: { kind: 'api_user', id: idOf(1), name: 'Research team' },
  changes: [{ field: 'requestsPerMinute', before: 60, after: 10 }],
  outcome: 'ok',
  status: 200,
  errorCode: null,
  requestId: idOf(1000),
  request: 'PATCH /api/admin/api-users/1',
  hash: 'a'.repeat(64),
  ...change,
});

export function apiUser(change: Partial<ApiUserView> = {}): ApiUserView {
  return {
    id: idOf(1),
    displayName: 'Research team',
    gateways: ['pre', 'post'],
    requestsPerMinute: 60,
    monthlyTokenCap: 1_000_000,
    expiresAt: null,
    allowedModels: null,
    note: null,
    status: 'active',
    revokedAt: null,
    createdAt: '2026-11-01T10:00:00.000Z',
    updatedAt: '2026-11-02T10:00:00.000Z',
    version: 3,
    key: {
      id: idOf(2),
      prefix: 'hms_ab12',
      lastFour: 'wxyz',
      createdAt: '2026-11-01T10:00:00.000Z',
    },
    usage: {
      month: '2026-11-01',
      usedTokens: 850_000,
      reservedTokens: 0,
      requests: 9,
      requestsLastMinute: 12,
      lastUsedAt: null,
      lastUsedAddress: null,
    },
    ...change,
  };
}

export const listedUser = (change: Partial<ApiUserView> = {}): ApiUserListItem => ({
  ...apiUser(change),
  requestsByHour: Array.from({ length: 24 }, () => 0),
});

export const apiUserDetail = (change: Partial<ApiUserDetail> = {}): ApiUserDetail => ({
  ...apiUser(),
  lastDay: Array.from({ length: 24 }, (_, hour) => ({
    hour: `2026-11-20T${String(hour).padStart(2, '0')}:00:00.000Z`,
    requests: 0,
    errors: 0,
    totalTokens: 0,
  })),
  keyUse: { requestsLastHour: 42, hasMore: false },
  forecast: { monthEndsAt: '2026-12-01T00:00:00.000Z', tokens: 1_200_000, reachesCapAt: null },
  ...change,
});

export const gateways: Gateways = {
  items: [
    {
      name: 'pre',
      address: 'http://127.0.0.1:8645/v1',
      port: 8645,
      openRequests: 0,
      upstream: { kind: 'demo', state: 'ready', address: null, provider: null, reason: null },
    },
    {
      name: 'post',
      address: 'http://127.0.0.1:8646/v1',
      port: 8646,
      openRequests: 0,
      upstream: {
        kind: 'none',
        state: 'down',
        address: null,
        provider: null,
        reason: 'not configured',
      },
    },
  ],
  audit: { database: 'ready', spoolRecords: 0, spoolBytes: 0 },
};

export function auditSummary(number: number, change: Partial<AuditSummary> = {}): AuditSummary {
  return {
    id: idOf(number),
    requestId: idOf(1000 + number),
    startedAt: '2026-11-21T10:00:00.000Z',
    completedAt: '2026-11-21T10:00:01.000Z',
    gateway: 'pre',
    apiUserId: idOf(1),
    apiUserName: 'Research team',
    keyPrefix: 'hms_ab12',
    method: 'POST',
    path: '/v1/chat/completions',
    model: 'Hermes-4-70B',
    responseModel: null,
    stream: false,
    status: 200,
    endReason: 'done',
    errorCode: null,
    usage: null,
    timeToFirstByteMs: 100,
    durationMs: 900,
    clientAddress: null,
    clientRequestId: null,
    promptBytes: 210 * 1024,
    responseBytes: 100,
    requestTruncated: false,
    responseTruncated: false,
    promptPreview: '',
    ...change,
  };
}

export function auditRecord(
  number: number,
  change: Partial<AuditRecordView> = {},
): AuditRecordView {
  return {
    ...auditSummary(number),
    userAgent: null,
    retryCount: null,
    upstream: 'demo',
    upstreamStatus: 200,
    upstreamRequestId: null,
    finishReason: 'stop',
    prompt: '{"messages":[{"role":"user","content":"<b>Hello</b>"}]}',
    promptSha256: 'a'.repeat(64),
    response: '{"choices":[{"message":{"role":"assistant","content":"Hi"}}]}',
    responseSha256: 'b'.repeat(64),
    ...change,
  };
}

export const auditPage = (items: AuditSummary[], change: Partial<AuditPage> = {}): AuditPage => ({
  items,
  nextCursor: null,
  searchedBackTo: null,
  ...change,
});

export const liveRequest = (number: number, change: Partial<LiveRequest> = {}): LiveRequest => ({
  id: idOf(number),
  instanceId: idOf(900),
  apiUserId: idOf(1),
  apiUserName: 'Research team',
  gateway: 'pre',
  model: 'Hermes-4-70B',
  stream: true,
  startedAt: '2026-11-21T10:00:00.000Z',
  state: 'answering',
  tokensSoFar: 12,
  tokensEstimated: true,
  bytes: 480,
  status: null,
  endReason: null,
  ...change,
});
