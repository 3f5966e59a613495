import { expect, test, type Page } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';
import { codeOf } from './second-factor.ts';

let product: RunningProduct;
let administrator: Administrator;
let recoveryCodes: string[] = [];

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  product = await startProduct();
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterAll(() => product?.stop());

test('keeps preferences with the account: they apply at once, on every page and after a reload', async ({
  page,
}) => {
  await administrator.enter('/account');
  const preferences = page.getByRole('region', { name: 'Preferences' });
  await preferences.getByLabel('Appearance').selectOption('dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await preferences.getByLabel('Time zone').selectOption('Asia/Tokyo');
  await preferences.getByLabel('Single keys are shortcuts').uncheck();
  await page.goto(`${product.consoleUrl}/administration/events`);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.locator('tbody time').first().hover();
  await expect(page.locator('mat-tooltip-component')).toContainText('Asia/Tokyo');
  await page.keyboard.press('?');
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await expect(page.getByRole('heading', { level: 1, name: 'Admin events' })).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('ends another session of the same person', async ({ page, browser }) => {
  const elsewhere = await (await browser.newContext()).newPage();
  await new Administrator(elsewhere, product).enter();
  await administrator.enter('/account');
  await page.getByRole('button', { name: 'End all other sessions' }).click();
  await page.getByRole('button', { name: 'End other sessions', exact: true }).click();
  await expect(page.getByText('Ended all other sessions.')).toBeVisible();
  await elsewhere.goto(`${product.consoleUrl}/api-users`);
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await elsewhere.context().close();
});

test('makes an access token, with which a program reads until it is revoked', async ({ page }) => {
  await administrator.enter('/account');
  await page.getByLabel('Name of a new token').fill('nightly export');
  const tile = page.getByRole('region', { name: 'Access tokens' });
  await tile.getByLabel('Your password', { exact: true }).fill(product.password);
  await page.getByRole('button', { name: 'Make a token' }).click();
  const dialog = page.getByRole('dialog');
  const token = (await dialog.locator('code').first().textContent())!.trim();
  await dialog.getByLabel('I have stored it').check();
  await dialog.getByRole('button', { name: 'Close' }).click();
  const read = () =>
    fetch(`${product.consoleUrl}/api/admin/api-users`, {
      headers: { authorization: `Bearer ${token}` },
    });
  expect((await read()).status).toBe(200);
  await page.getByRole('button', { name: 'Revoke token nightly export' }).click();
  await page.getByRole('button', { name: 'Revoke token', exact: true }).click();
  await expect(page.getByText('Revoked the token nightly export.')).toBeVisible();
  expect((await read()).status).toBe(401);
});

test('sets a second factor up with an authenticator', async ({ page }) => {
  await administrator.enter('/account');
  const tile = page.getByRole('region', { name: 'Second factor' });
  await tile.getByRole('button', { name: 'Set up second factor' }).click();
  await tile.getByLabel('Current password', { exact: true }).fill(product.password);
  await tile.getByRole('button', { name: 'Go on' }).click();
  await expect(tile.getByRole('img', { name: /QR code/ })).toBeVisible();
  const secret = (await tile.locator('.secret code').textContent())!;
  await tile.getByLabel('Code from the app').fill(codeOf(secret));
  await tile.getByRole('button', { name: 'Turn on' }).click();
  const shown = page.getByRole('dialog', { name: 'Recovery codes' });
  await expect(shown.getByRole('listitem')).toHaveCount(10);
  recoveryCodes = await shown.getByRole('listitem').allInnerTexts();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    shown.getByRole('button', { name: 'Download as text' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('hermes-recovery-codes.txt');
  await shown.getByLabel('I have stored it').check();
  await shown.getByRole('button', { name: 'Close' }).click();
  await expect(tile).toContainText('10 of 10 recovery codes are left');
});

test('asks for a code after the password, refuses a wrong one and takes a recovery code', async ({
  page,
}) => {
  await administrator.signIn();
  await page.getByLabel('Code from your authenticator app').fill('000000');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('The code is wrong');
  await signInWithRecoveryCode(page, recoveryCodes[0]!);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

test('keeps a half-filled form when the session ends, and asks for the code there too', async ({
  page,
  context,
}) => {
  await administrator.signIn();
  await signInWithRecoveryCode(page, recoveryCodes[1]!);
  await administrator.goTo('API users');
  await page.getByRole('button', { name: 'New API user' }).click();
  const sheet = page.getByRole('dialog', { name: 'New API user' });
  await sheet.getByLabel('Name').fill('Patient');
  await context.clearCookies({ name: 'hermes_session' });
  await sheet.getByRole('button', { name: 'Create user and key' }).click();
  const signIn = page.getByRole('dialog', { name: 'Sign in to go on' });
  await expect(signIn.getByLabel('Password', { exact: true })).toBeFocused();
  await expect(signIn.getByLabel('User name')).toHaveValue(product.username);
  await signIn.getByLabel('Password', { exact: true }).fill(product.password);
  await signIn.getByRole('button', { name: 'Sign in' }).click();
  await signInWithRecoveryCode(page, recoveryCodes[2]!);
  await expect(signIn).toBeHidden();
  await expect(sheet.getByLabel('Name')).toHaveValue('Patient');
});

async function signInWithRecoveryCode(page: Page, code: string): Promise<void> {
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
