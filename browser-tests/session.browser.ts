import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';
import { retry } from './retry.ts';

let product: RunningProduct;
let administrator: Administrator;

test.beforeAll(async () => {
  product = await startProduct();
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterAll(() => product?.stop());

test('keeps a half-filled form when the session ends, and saves it after signing in again', async ({
  page,
  context,
}) => {
  await administrator.enter('/api-users');
  await page.getByRole('button', { name: 'New API user' }).click();
  const sheet = page.getByRole('dialog', { name: 'New API user' });
  await sheet.getByLabel('Name').fill('Patient');
  await sheet.getByLabel('Requests per minute').fill('9');
  await sheet.getByLabel('Monthly token cap').fill('1000');
  await context.clearCookies({ name: 'hermes_session' });
  await sheet.getByRole('button', { name: 'Create user and key' }).click();

  const signIn = page.getByRole('dialog', { name: 'Sign in to go on' });
  await expect(signIn.getByLabel('Password', { exact: true })).toBeFocused();
  await expect(signIn.getByLabel('User name')).toHaveValue(product.username);
  await signIn.getByLabel('Password', { exact: true }).fill(product.password);
  await signIn.getByRole('button', { name: 'Sign in' }).click();
  await expect(signIn).toBeHidden();
  await expect(sheet.getByLabel('Name')).toHaveValue('Patient');
  await sheet.getByRole('button', { name: 'Create user and key' }).click();
  await expect(page.getByRole('dialog', { name: 'Key of Patient' })).toBeVisible();
});

test('shows which tile failed, with a request id, and the others as they are', async ({ page }) => {
  let isBroken = true;
  await page.route('**/api/admin/logs/storage', (route) =>
    isBroken
      ? route.fulfill({
          status: 500,
          json: { error: { code: 'internal_error', message: 'It broke.', requestId: 'req-1' } },
        })
      : route.fallback(),
  );
  await administrator.enter();
  const retention = page.getByRole('region', { name: 'Retention' });
  await expect(retention.getByRole('alert')).toContainText('It broke.');
  await expect(retention.getByRole('alert')).toContainText('req-1');
  await expect(page.getByRole('region', { name: 'Gateways' })).toContainText(product.pre);
  isBroken = false;
  await retry(retention, retention.getByText('Kept for'));
});

test('ends other sessions when signing out in one tab', async ({ context }) => {
  await administrator.enter();
  const other = await context.newPage();
  await other.goto(`${product.consoleUrl}/api-users`);
  await expect(other.getByRole('heading', { level: 1, name: 'API users' })).toBeVisible();
  await administrator.signOut();
  await expect(other.getByRole('dialog', { name: 'Sign in to go on' })).toBeVisible();
});
