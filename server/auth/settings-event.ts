import type { EntityManager } from 'typeorm';
import { appendEvent } from '../admin-events/event-chain.ts';
import { changesBetween, hiddenChange } from '../admin-events/field-changes.ts';

/** Records what the settings of this process have changed about their administrator. Nobody asked over the network. */
export async function recordSettingsChange(
  manager: EntityManager,
  { id, username }: { readonly id: string; readonly username: string },
  after: Readonly<Record<string, unknown>>,
  existing?: { readonly before: Readonly<Record<string, unknown>>; readonly samePassword: boolean },
): Promise<void> {
  const changes = changesBetween(existing?.before, after);
  if (!existing?.samePassword) changes.push(hiddenChange('password'));
  await appendEvent(manager, {
    actorId: null,
    actorName: 'settings',
    actorRole: null,
    address: null,
    userAgent: null,
    action: 'administrator.follow_settings',
    targetKind: 'administrator',
    targetId: id,
    targetName: username,
    changes: JSON.stringify(changes),
    status: 200,
    errorCode: null,
    requestId: null,
    request: null,
  });
}
