import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import type { IssuedPassword } from '../server/auth/administrators.contract.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let product: RunningProduct;
let administrator: Administrator;

test.beforeAll(async () => {
  product = await startProduct();
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterAll(() => product?.stop());

test('makes a viewer, who has to choose a password, sees everything and changes nothing', async ({
  page,
  browser,
}) => {
  await administrator.enter();
  await administrator.createUser({ displayName: 'Somebody else' });
  await administrator.goTo('Administrators');
  await page.getByRole('button', { name: 'New administrator' }).click();
  await page.getByLabel('User name').fill('vera');
  await page.getByRole('button', { name: 'Create administrator' }).click();
  const shown = page.getByRole('dialog', { name: 'Password of vera' });
  const given = (await shown.locator('li code').textContent())!;
  await shown.getByLabel('I have stored it').check();
  await shown.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('row', { name: /vera/ })).toContainText('Password to be changed');

  const hers = await (await browser.newContext()).newPage();
  const viewer = new Administrator(hers, { ...product, username: 'vera', password: given });
  await viewer.signIn();
  await expect(hers.getByRole('heading', { name: 'Choose your password' })).toBeVisible();
  await hers.goto(`${product.consoleUrl}/api-users`);
  await expect(hers.getByRole('heading', { name: 'Choose your password' })).toBeVisible();
  await hers.getByLabel('Current password', { exact: true }).fill(given);
  await hers.getByLabel('New password', { exact: true }).fill('only vera knows this one');
  await hers.getByLabel('New password again', { exact: true }).fill('only vera knows this one');
  await hers.getByRole('button', { name: 'Change password' }).click();
  await expect(hers.getByRole('heading', { level: 1, name: 'API users' })).toBeVisible();

  await expect(hers.getByText('Read only')).toBeVisible();
  await expect(hers.getByRole('row', { name: /Somebody else/ })).toBeVisible();
  await expect(hers.getByRole('button', { name: 'New API user' })).toBeHidden();
  await hers.getByRole('button', { name: 'Actions for Somebody else' }).click();
  await expect(hers.getByRole('menuitem')).toHaveText(['Show details', 'Show requests']);
  await hers.getByRole('menuitem', { name: 'Show details' }).click();
  await expect(hers.getByRole('heading', { level: 1, name: 'Somebody else' })).toBeVisible();
  await expect(hers.getByRole('region', { name: 'Key history' })).toContainText('Key made');
  await expect(hers.getByRole('button', { name: /…$/ })).toHaveCount(0);
  await viewer.goTo('Overview');
  await expect(hers.getByRole('region', { name: 'Retention' })).toContainText('Kept for');
  await expect(hers.getByRole('button', { name: 'Purge now' })).toBeHidden();
  const refused = await hers.request.post(`${product.consoleUrl}/api/admin/logs/purge`);
  expect(refused.status()).toBe(403);
  await hers.context().close();
});

test('signs somebody out at once who is disabled', async ({ page, browser }) => {
  await administrator.enter();
  const username = 'leaving';
  const password = 'a password that was given';
  await administrator.call<IssuedPassword>('POST', '/api/admin/administrators', {
    username,
    password,
    role: 'admin',
  });
  const theirs = await (await browser.newContext()).newPage();
  await new Administrator(theirs, { ...product, username, password }).enter('/api-users');
  await administrator.goTo('Administrators');
  await page.getByRole('button', { name: `Actions for ${username}` }).click();
  await page.getByRole('menuitem', { name: 'Disable…' }).click();
  await page.getByRole('button', { name: 'Disable administrator' }).click();
  await expect(page.getByRole('row', { name: new RegExp(username) })).toContainText('Disabled');
  await theirs.reload();
  await expect(theirs.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await theirs.context().close();
});

test('shows who changed what from what to what, proves the chain and downloads it', async ({
  page,
}) => {
  await administrator.enter();
  const { apiUser } = await administrator.createUser({ displayName: 'Watched' });
  await administrator.change(apiUser, { requestsPerMinute: 7 });
  await administrator.goTo('Admin events');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Did what' }).click();
  await page.getByRole('menuitemradio', { name: 'Changed an API user' }).click();
  await expect(page).toHaveURL(/action=api_user\.change/);
  const row = page.getByRole('row', { name: /Changed an API user.*Watched/ });
  const unfold = row.getByRole('button', { name: /\d\d:\d\d:\d\d/ });
  await unfold.click();
  await expect(page.getByRole('table', { name: 'Events' })).toContainText(
    /requestsPerMinute\s*1000\s*7/,
  );
  await page.reload();
  await expect(unfold).toHaveAttribute('aria-expanded', 'true');
  await row.getByRole('link', { name: 'Watched' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Watched' })).toBeVisible();
  await page.goBack();
  await expect(page.getByText('Did what: Changed an API user')).toBeVisible();

  await page.getByRole('button', { name: 'Verify events' }).click();
  const integrity = page.getByRole('region', { name: 'Integrity' });
  await expect(integrity).toContainText('as they were written');
  const [sequence, hash] = (await integrity.locator('.head code').textContent())!.split(' ');
  await integrity.getByText('Compare with a place noted earlier').click();
  await integrity.getByLabel('Event', { exact: true }).fill(sequence!);
  await integrity
    .getByLabel('Hash')
    .fill(hash!.replace(/^./, (digit) => (digit === '0' ? '1' : '0')));
  await integrity.getByRole('button', { name: 'Compare' }).click();
  await expect(integrity).toContainText('is not the one you noted');

  await page.getByRole('button', { name: 'Download' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'As JSONL' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ action: 'api_user.change' });
});
