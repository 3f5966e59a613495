import { expect, type Page } from '@playwright/test';
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

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'User menu' }).click();
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(this.page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  }

  async goTo(name: 'Overview' | 'API users' | 'Audit log'): Promise<void> {
    await this.page.getByRole('navigation').getByRole('link', { name }).click();
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible();
  }
}
