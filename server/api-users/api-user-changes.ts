import { z } from 'zod';
import type { EntityManager } from 'typeorm';

/** The PostgreSQL channel on which every process hears of changes. */
export const apiUserChannel = 'api_user_changed';

export const apiUserChangeSchema = z.object({
  apiUserId: z.uuid(),
  endStreams: z.boolean(),
  /** Only this request of the user shall end; nothing about the user has changed. */
  requestId: z.uuid().optional(),
});

/** An API user or its key is not what it was. `endStreams`: what is running for it shall end. */
export type ApiUserChange = z.infer<typeof apiUserChangeSchema>;

/** Asks whichever process runs the request to end it. */
export async function announceStop(
  database: { query(text: string, values: unknown[]): Promise<unknown> },
  request: { readonly id: string; readonly apiUserId: string },
): Promise<void> {
  const { id: requestId, apiUserId } = request;
  const change: ApiUserChange = { apiUserId, endStreams: false, requestId };
  await database.query('select pg_notify($1, $2)', [apiUserChannel, JSON.stringify(change)]);
}

/** Tells every process once the transaction has been committed, and none if it is rolled back. */
export async function announce(manager: EntityManager, change: ApiUserChange): Promise<void> {
  await manager.query('select pg_notify($1, $2)', [apiUserChannel, JSON.stringify(change)]);
}
