import { randomBytes } from 'node:crypto';
import type { AdministratorView, CreateAdministrator } from '../auth/administrators.contract.ts';
import type { ConsoleClient, TestConsole } from './test-console.ts';

export const colleaguePassword = 'the password of a colleague';

/** Another administrator, with a name of his own. */
export interface Colleague {
  readonly administrator: AdministratorView;
  /** Logged in. */
  readonly client: ConsoleClient;
}

/** Made by `admin`, with {@link colleaguePassword} unless told otherwise. */
export async function addColleague(
  console: TestConsole,
  admin: ConsoleClient,
  changes: Partial<CreateAdministrator> = {},
): Promise<Colleague> {
  const username = `colleague-${randomBytes(4).toString('hex')}`;
  const request = { username, role: 'admin', password: colleaguePassword, ...changes };
  const answer = await admin.post('/api/admin/administrators', request);
  if (answer.status !== 201) throw new Error(answer.text);
  const client = console.newClient();
  await client.logIn(request.password, request.username);
  return { administrator: answer.body.administrator, client };
}
