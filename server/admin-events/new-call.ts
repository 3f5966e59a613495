import type { Request } from 'express';
import type { ClientAddresses } from '../http/client-addresses.ts';
import { requestIdOf } from '../http/request-id.ts';
import type { AdminAction } from './admin-actions.contract.ts';
import type { Actor, AdminCall, Target } from './admin-call.ts';

/** What is known of a call before its handler has said anything. */
export function newCall(
  request: Request,
  addresses: ClientAddresses,
  action: AdminAction,
): AdminCall {
  return {
    action,
    actor: actorOf(request),
    target: targetOf(request, action),
    changes: [],
    address: addresses.of(request),
    userAgent: request.headers['user-agent'] ?? null,
    requestId: requestIdOf(request),
    request: `${request.method} ${request.originalUrl.replace(/\?.*$/s, '')}`,
    expectedStatus: 200,
    isRecorded: false,
  };
}

/** What a refused call aimed at: `:id` of its path. Its handler, if it gets that far, says more. */
function targetOf({ params }: Request, action: AdminAction): Target | undefined {
  const { id } = params;
  return typeof id === 'string' ? { kind: action.split('.')[0]!, id } : undefined;
}

function actorOf({ user }: Request): Actor | undefined {
  if (!user) return undefined;
  const { administratorId, username, role, accessToken } = user;
  const name = accessToken === undefined ? username : `${username} (token ${accessToken})`;
  return { id: administratorId, name, role };
}
