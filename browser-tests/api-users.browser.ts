import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { ask } from './ask.ts';
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

test('refuses a form with mistakes beside the fields and keeps what was typed', async ({
  page,
}) => {
  await administrator.enter('/api-users');
  await page.getByRole('button', { name: 'New API user' }).click();
  const sheet = page.getByRole('dialog', { name: 'New API user' });
  await sheet.getByLabel('Name').fill('Careless');
  await sheet.getByLabel('Requests per minute').fill('many');
  await sheet.getByRole('button', { name: 'Create user and key' }).click();
  await expect(sheet.getByLabel('Requests per minute')).toHaveAttribute('aria-invalid', 'true');
  await expect(sheet.getByLabel('Name')).toHaveValue('Careless');
});

test('changes a limit, and the list shows it', async ({ page }) => {
  await administrator.enter();
  await administrator.createUser({ displayName: 'Editable', requestsPerMinute: 12 });
  await administrator.goTo('API users');
  await choose(administrator, 'Editable', 'Edit…');
  const sheet = page.getByRole('dialog', { name: 'Edit Editable' });
  await sheet.getByLabel('Requests per minute').fill('77');
  await sheet.getByRole('button', { name: 'Save changes' }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByRole('row', { name: /Editable/ })).toContainText('/ 77');
});

test('shows what somebody else saved in between, and overwrites only what was changed here', async ({
  page,
}) => {
  await administrator.enter();
  const { apiUser } = await administrator.createUser({ displayName: 'Contested', note: 'old' });
  await administrator.goTo('API users');
  await choose(administrator, 'Contested', 'Edit…');
  const sheet = page.getByRole('dialog', { name: 'Edit Contested' });
  await sheet.getByLabel('Requests per minute').fill('5');
  await administrator.change(apiUser, { note: 'theirs' });
  await sheet.getByRole('button', { name: 'Save changes' }).click();
  await expect(sheet.getByRole('alert')).toContainText('Somebody else changed this user');
  await expect(sheet.getByRole('alert')).toContainText('theirs');
  await sheet.getByRole('button', { name: 'Overwrite with mine' }).click();
  await expect(sheet).toBeHidden();
  const row = page.getByRole('row', { name: /Contested/ });
  await expect(row).toContainText('/ 5');
  await expect(row).toContainText('theirs');
});

test('rotates a key: the old one answers 410 and the new one works', async ({ page }) => {
  await administrator.enter();
  const { key } = await administrator.createUser({ displayName: 'Rotated' });
  expect((await ask(product.pre, key, 'before')).status).toBe(200);
  await administrator.goTo('API users');
  await choose(administrator, 'Rotated', 'Rotate key…');
  const question = page.getByRole('alertdialog');
  await expect(question.getByRole('button', { name: 'Rotate key' })).toBeDisabled();
  await question.getByLabel(/to confirm/).fill('Rotated');
  await question.getByRole('button', { name: 'Rotate key' }).click();
  const shown = page.getByRole('dialog', { name: 'Key of Rotated' });
  const newKey = (await shown.locator('.key code').textContent())!;
  await shown.getByLabel('I have stored it').check();
  await shown.getByRole('button', { name: 'Close' }).click();
  expect((await ask(product.pre, key, 'after')).status).toBe(410);
  expect((await ask(product.pre, newKey, 'after')).status).toBe(200);
});

test('revokes, restores and deletes a user, each as its key then answers', async ({ page }) => {
  await administrator.enter();
  const { key } = await administrator.createUser({ displayName: 'Fleeting' });
  await administrator.goTo('API users');
  const row = page.getByRole('row', { name: /Fleeting/ });

  await choose(administrator, 'Fleeting', 'Revoke key…');
  await page.getByRole('button', { name: 'Revoke key' }).click();
  await expect(row).toContainText('Revoked');
  expect((await ask(product.pre, key, 'revoked')).status).toBe(410);

  await choose(administrator, 'Fleeting', 'Restore…');
  await page.getByRole('button', { name: 'Restore user' }).click();
  await expect(row).toContainText('Active');
  expect((await ask(product.pre, key, 'restored')).status).toBe(200);

  await choose(administrator, 'Fleeting', 'Delete…');
  await page.getByLabel(/to confirm/).fill('Fleeting');
  await page.getByRole('button', { name: 'Delete user' }).click();
  await expect(page.getByText('Deleted Fleeting.')).toBeVisible();
  await expect(row).toBeHidden();
  expect((await ask(product.pre, key, 'deleted')).status).toBe(401);
  await administrator.goTo('Audit log');
  await expect(page.getByRole('row', { name: /Fleeting/ }).first()).toBeVisible();
});

test('filters by status in the address, so that a reload shows the same', async ({ page }) => {
  await administrator.enter();
  const { apiUser } = await administrator.createUser({ displayName: 'Shut out' });
  await administrator.createUser({ displayName: 'Still in' });
  await administrator.call('POST', `/api/admin/api-users/${apiUser.id}/revoke`, {});
  await administrator.goTo('API users');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Status' }).click();
  await page.getByRole('menuitemradio', { name: 'Revoked' }).click();
  await expect(page).toHaveURL(/status=revoked/);
  await page.reload();
  await expect(page.getByRole('row', { name: /Shut out/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Still in/ })).toBeHidden();
});

async function choose(who: Administrator, user: string, action: string): Promise<void> {
  await who.page.getByRole('button', { name: `Actions for ${user}` }).click();
  await who.page.getByRole('menuitem', { name: action }).click();
}
