import { randomUUID } from 'node:crypto';
import type { ApiUserView, CreateApiUser, IssuedKey } from '../api-users/api-users.contract.ts';
import { startTestConsole, type ConsoleClient, type TestConsole } from './test-console.ts';
import { openTestDatabase } from './test-database.ts';

const path = '/api/admin/api-users';

/** A console over a database of its own, with an administrator who is logged in and makes API users. */
export class ApiUsersConsole {
  private constructor(
    private readonly storage: Awaited<ReturnType<typeof openTestDatabase>>,
    readonly console: TestConsole,
    readonly admin: ConsoleClient,
  ) {}

  static async open(): Promise<ApiUsersConsole> {
    const storage = await openTestDatabase();
    const console = await startTestConsole(storage.database);
    return new ApiUsersConsole(storage, console, await console.logIn());
  }

  get database() {
    return this.storage.database;
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is in them is what a test is about
  async sql(text: string, values: unknown[] = []): Promise<any[]> {
    return (await this.database.console.query(text, values)).rows;
  }

  async create(changes: Partial<CreateApiUser> = {}): Promise<IssuedKey> {
    const answer = await this.admin.post(path, apiUserRequest(changes));
    expect(answer.status).toBe(201);
    return answer.body;
  }

  async get(id: string): Promise<ApiUserView> {
    return (await this.admin.get(`${path}/${id}`)).body;
  }

  async close(): Promise<void> {
    await this.console.close();
    await this.storage.close();
  }
}

/** What an ordinary API user is made with. */
export const apiUserRequest = (changes: Partial<CreateApiUser> = {}): CreateApiUser => ({
  displayName: `User ${randomUUID()}`,
  gateways: ['pre'],
  requestsPerMinute: 60,
  monthlyTokenCap: 1_000_000,
  ...changes,
});
