import type { Request } from 'express';
import type { ClientAddresses } from '../http/client-addresses.ts';
import { requestIdOf } from '../http/request-id.ts';
import type { AdminAction } from './admin-actions.contract.ts';
import type { Actor, AdminCall } from './admin-call.ts';

/** What is known of a call before its handler has said anything. */
export function newCall(
  request: Request,
  addresses: ClientAddresses,
  action: AdminAction,
): AdminCall {
  return {
    action,
    actor: actorOf(request),
    target: undefined,
    changes: [],
    address: addresses.of(request),
    userAgent: request.headers['user-agent'] ?? null,
    requestId: requestIdOf(request),
    request: `${request.method} ${request.originalUrl.replace(/\?.*$/s, '')}`,
    expectedStatus: 200,
    isRecorded: false,
  };
}

function actorOf({ user }: Request): Actor | undefined {
  return user && { id: user.administratorId, name: user.username, role: user.role };
}
