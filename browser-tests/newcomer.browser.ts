import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let product: RunningProduct;

test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product?.stop());

test('goes from the generated password to a logged answer and its download', async ({ page }) => {
  const administrator = new Administrator(page, product);
  await administrator.signIn();
  await expect(page.getByText('demo upstream').first()).toBeVisible();

  await administrator.goTo('API users');
  await page.getByRole('button', { name: 'Create the first one' }).click();
  const sheet = page.getByRole('dialog');
  // The sheet takes the focus when it has come in.
  await expect(sheet.getByLabel('Name')).toBeFocused();
  await sheet.getByLabel('Name').fill('Newcomer');
  await sheet.getByLabel('Requests per minute').fill('30');
  await sheet.getByLabel('Monthly token cap').fill('100000');
  await sheet.getByRole('button', { name: 'Create user and key' }).click();

  const shown = page.getByRole('dialog', { name: 'Key of Newcomer' });
  await shown.getByRole('button', { name: 'Copy key' }).click();
  const key = await page.evaluate(() => navigator.clipboard.readText());
  expect(key).toMatch(/^hms_[0-9A-Za-z]{43}$/);
  await shown.getByRole('button', { name: 'Copy example for pre' }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  expect(command).toContain(product.pre);
  await shown.getByLabel('I have stored it').check();
  await shown.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('row', { name: /Newcomer/ })).toBeVisible();
  expect(await page.content()).not.toContain(key);

  const { stdout } = await promisify(execFile)('bash', ['-c', command]);
  const answer = (JSON.parse(stdout) as { choices: { message: { content: string } }[] }).choices[0]!
    .message.content;

  await administrator.goTo('Audit log');
  await page
    .getByRole('row', { name: /Newcomer/ })
    .getByRole('link')
    .click();
  await page.getByRole('tab', { name: 'Conversation' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('Hello');
  await expect(page.getByRole('tabpanel')).toContainText(answer);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: /^JSONL/ }).click();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export JSONL' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  const record = JSON.parse(lines[0]!) as Record<string, string>;
  expect(lines).toHaveLength(1);
  expect(record).toMatchObject({ apiUserName: 'Newcomer', status: 200, endReason: 'done' });
  expect(record.prompt).toContain('Hello');
  expect(record.response).toContain(answer);
});
