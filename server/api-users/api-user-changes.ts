import { z } from 'zod';
import type { EntityManager } from 'typeorm';

/** The PostgreSQL channel on which every process hears of changes. */
export const apiUserChannel = 'api_user_changed';

export const apiUserChangeSchema = z.object({ apiUserId: z.uuid(), endStreams: z.boolean() });

/** An API user or its key is not what it was. `endStreams`: what is running for it shall end. */
export type ApiUserChange = z.infer<typeof apiUserChangeSchema>;

/** Tells every process once the transaction has been committed, and none if it is rolled back. */
export async function announce(manager: EntityManager, change: ApiUserChange): Promise<void> {
  await manager.query('select pg_notify($1, $2)', [apiUserChannel, JSON.stringify(change)]);
}
