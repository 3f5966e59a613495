import { expect, type Page } from '@playwright/test';
import type { ApiUserView, IssuedKey } from '../server/api-users/api-users.contract.ts';
import type { RunningProduct } from './product.ts';

/** What an administrator does in the console, found by what he sees. */
export class Administrator {
  constructor(
    readonly page: Page,
    private readonly product: RunningProduct,
  ) {}

  async signIn(password = this.product.password): Promise<void> {
    await this.page.goto(`${this.product.consoleUrl}/login`);
    await this.page.getByLabel('User name').fill(this.product.username);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** Signs in without the page: for journeys that begin behind it. */
  async enter(path = '/overview'): Promise<void> {
    await this.page.goto(`${this.product.consoleUrl}/login`);
    await this.call('POST', '/api/auth/login', {
      username: this.product.username,
      password: this.product.password,
    });
    await this.page.goto(this.product.consoleUrl + path);
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible();
  }

  /** A call of the console's API with this browser's session. Throws unless it succeeds. */
  async call<Answer>(method: string, path: string, data?: object): Promise<Answer> {
    const response = await this.page.request.fetch(this.product.consoleUrl + path, {
      method,
      ...(data && { data }),
    });
    const text = await response.text();
    if (!response.ok()) throw new Error(`${method} ${path} answered ${response.status()}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }

  async createUser(fields: object = {}): Promise<IssuedKey> {
    return this.call('POST', '/api/admin/api-users', {
      displayName: 'Somebody',
      gateways: ['pre', 'post'],
      requestsPerMinute: 1000,
      monthlyTokenCap: 10_000_000,
      ...fields,
    });
  }

  /** As another administrator would, from another browser. */
  async change(user: ApiUserView, fields: object): Promise<void> {
    await this.call('PATCH', `/api/admin/api-users/${user.id}`, {
      version: user.version,
      ...fields,
    });
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'User menu' }).click();
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(this.page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  }

  async goTo(
    name: 'Overview' | 'API users' | 'Audit log' | 'Administrators' | 'Admin events',
  ): Promise<void> {
    await this.page.getByRole('navigation').getByRole('link', { name }).click();
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible();
  }
}
