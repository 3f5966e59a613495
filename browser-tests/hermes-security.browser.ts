import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let folder: string;
let home: string;
let product: RunningProduct;
let administrator: Administrator;
const secret = 'lk-0123456789abcdef0123456789abcdef';

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-security-'));
  home = join(folder, '.hermes');
  await mkdir(join(home, 'logs'), { recursive: true, mode: 0o700 });
  const hermes = join(folder, 'hermes');
  await writeFile(hermes, '#!/bin/sh\necho "Scanned 120 packages: no known vulnerability."\n');
  await chmod(hermes, 0o755);
  product = await startProduct({ HERMES_HOME: home, HERMES_BIN: hermes });
});
test.beforeEach(async ({ page }) => {
  administrator = new Administrator(page, product);
  await chmod(home, 0o700);
  await writeFile(join(home, 'config.yaml'), 'approvals: {mode: off}\n', { mode: 0o600 });
  await writeFile(join(home, '.env'), `LOCAL_API_KEY=${secret}\n`);
  await chmod(join(home, '.env'), 0o644);
  await writeFile(join(home, 'logs', 'agent.log'), `started\nsent ${secret}\n`);
});
test.afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a file that is open to others is closed, and what the agent may do is mended where it is set', async ({
  page,
}) => {
  await administrator.enter('/security?area=files');
  const row = page.getByRole('listitem').filter({ hasText: 'Mode of .env' });
  await expect(row).toContainText('Everybody on this machine gets at API keys');
  await page.getByRole('button', { name: 'Close to others: Mode of .env…' }).click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('.env: 0644 becomes 0600');
  expect((await stat(join(home, '.env'))).mode & 0o777).toBe(0o644);
  await question.getByRole('button', { name: 'Close to others' }).click();
  await expect(page.getByText('Closed 1 file or folder to other users.')).toBeVisible();
  expect((await stat(join(home, '.env'))).mode & 0o777).toBe(0o600);
  await expect(page.getByRole('button', { name: /^Close to others: Mode of .env/ })).toBeHidden();

  await page.getByRole('button', { name: 'Remove filter: Area: Files' }).click();
  await expect(page.getByText('Nothing is ever asked about.')).toBeVisible();
  await writeFile(join(home, 'config.yaml'), 'approvals: {mode: manual}\n');
  await expect(page.getByText('Nothing is ever asked about.')).toBeHidden();
  await page.goto(`${product.consoleUrl}/administration/events`);
  await expect(page.getByText('Closed files of Hermes to other users').first()).toBeVisible();
});

test('a secret in a log is told by its line, and Hermes itself is asked', async ({ page }) => {
  await administrator.enter('/security');
  await expect(page.getByText('1 line holds a secret that is in use')).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  await page.getByRole('button', { name: 'Audit packages…' }).click();
  await page.getByRole('button', { name: 'Audit packages', exact: true }).click();
  const job = page.getByRole('dialog', { name: 'Audit the packages of Hermes' });
  await expect(job).toContainText('no known vulnerability');
  await expect(job).toContainText('It found nothing of severity critical or worse.');
  await job.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('button', { name: 'Audit the packages of Hermes' })).toBeVisible();
  await page.getByText('Newest lines').first().click();
  await page.getByRole('link', { name: 'Line 2' }).click();
  await expect(page.getByText('sent [hidden]').first()).toBeVisible();
});

test('what cannot be read is named as not known, and a failing server as what failed', async ({
  page,
}) => {
  await writeFile(join(home, 'config.yaml'), 'approvals: {mode: [');
  await administrator.enter('/security?state=unknown');
  await expect(
    page.getByText('config.yaml could not be read (not yaml), so this is not known.').first(),
  ).toBeVisible();
  await page.route('**/api/admin/hermes/security?*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await page.goto(`${product.consoleUrl}/security`);
  await expect(page.getByText('Hermes, profile default could not be loaded')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Signing in' })).toBeVisible();
});
