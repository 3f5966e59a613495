import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import type { EntityManager } from 'typeorm';
import type { AdminAction } from './admin-actions.contract.ts';
import type { FieldChange } from './admin-events.contract.ts';
import { appendEvent, type EventContent } from './event-chain.ts';

/** Who acts. `id` is `null` for the settings of the process. */
export interface Actor {
  readonly id: string | null;
  readonly name: string;
  readonly role: string | null;
}

/** What is acted on. */
export interface Target {
  /** Such as `api_user`. */
  readonly kind: string;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/** What becomes an event, once it is known how it ended. Handlers add to it through {@link describeCall}. */
export interface AdminCall {
  readonly action: AdminAction;
  actor: Actor | undefined;
  target: Target | undefined;
  changes: readonly FieldChange[];
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly request: string | null;
  /** Status of the answer if nothing goes wrong. */
  expectedStatus: number;
  isRecorded: boolean;
}

const calls = new WeakMap<IncomingMessage, AdminCall>();
const running = new AsyncLocalStorage<AdminCall>();

/** The call a request amounts to, once {@link noteCall} has said so. */
export const callOf = (request: IncomingMessage): AdminCall | undefined => calls.get(request);

export function noteCall(request: IncomingMessage, call: AdminCall): void {
  calls.set(request, call);
}

/** Everything that `work` starts, however deep, belongs to the call. */
export const runInCall = <T>(call: AdminCall, work: () => T): T => running.run(call, work);

/** Says what the running call is about. Without one, as in a scheduled job, it has no effect. */
export function describeCall(description: {
  readonly actor?: Actor;
  readonly target?: Target;
  readonly changes?: readonly FieldChange[];
}): void {
  const call = running.getStore();
  if (call) Object.assign(call, description);
}

/** Who makes the running call; nothing outside of one. */
export const runningActor = (): string | undefined => running.getStore()?.actor?.name;

/** The role of who makes the running call. */
export const runningRole = (): string | null => running.getStore()?.actor?.role ?? null;

/**
 * Records the running call as successful in the transaction that makes its change: both are there or neither is. Call
 * it last, as {@link appendEvent} demands. Without it the call is recorded before its answer is sent.
 */
export async function recordCallWith(manager: EntityManager): Promise<void> {
  const call = running.getStore();
  if (!call) return;
  await appendEvent(manager, contentOf(call, { status: call.expectedStatus, code: null }));
  call.isRecorded = true;
}

export function contentOf(
  call: AdminCall,
  outcome: { readonly status: number; readonly code: string | null },
): EventContent {
  return {
    actorId: call.actor?.id ?? null,
    actorName: textOf(call.actor?.name, 80),
    actorRole: call.actor?.role ?? null,
    address: call.address,
    userAgent: textOf(call.userAgent, 300),
    action: call.action,
    targetKind: textOf(call.target?.kind, 80),
    targetId: textOf(call.target?.id, 300),
    targetName: textOf(call.target?.name, 300),
    changes: JSON.stringify(call.changes),
    status: outcome.status,
    errorCode: outcome.code,
    requestId: call.requestId,
    request: textOf(call.request, 300),
  };
}

/** What PostgreSQL gives back as it was put in: without NUL and without half a surrogate pair. */
function textOf(text: string | null | undefined, longest: number): string | null {
  return text?.slice(0, longest).replaceAll('\0', '').toWellFormed() ?? null;
}
