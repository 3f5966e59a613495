import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let product: RunningProduct | undefined;
let administrator: Administrator;

test.beforeAll(async () => {
  product = await startProduct();
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product!);
});
test.afterAll(async () => {
  await product?.stop();
});

test('signs in with the generated password', async ({ page }) => {
  await administrator.signIn();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

test('shows no page of the console after signing out, not even with the way back', async ({
  page,
}) => {
  await administrator.signIn();
  await administrator.goTo('API users');
  await administrator.signOut();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
});

test('asks a stranger to sign in and then shows the page he wanted', async ({ page }) => {
  await page.goto(`${product!.consoleUrl}/api-users`);
  await page.getByLabel('User name').fill(product!.username);
  await page.getByLabel('Password', { exact: true }).fill(product!.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'API users' })).toBeVisible();
});

test('refuses a wrong password without saying what was wrong', async ({ page }) => {
  await administrator.signIn('not the password, surely');
  await expect(page.getByRole('alert')).toContainText('User name or password is wrong');
  await expect(page.getByLabel('User name')).toHaveValue(product!.username);
});
