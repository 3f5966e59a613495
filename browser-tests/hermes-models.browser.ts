import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

const config = `# Written by hand
model:
  provider: openrouter
  default: first   # the good one
fallback_providers:
  # cheap
  - provider: nous
    model: second
  - provider: custom:box
    model: third
    key_env: BOX_KEY
providers:
  box: {api: "http://127.0.0.1:9/v1", api_key: sk-inline-0123456789abcdef}
fallback_model: {provider: xai, model: fourth}
`;
let folder: string;
let product: RunningProduct;
let administrator: Administrator;

const file = () => join(folder, 'config.yaml');

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-models-'));
  await mkdir(folder, { recursive: true });
  product = await startProduct({ HERMES_HOME: folder });
});
test.beforeEach(async ({ page }) => {
  administrator = new Administrator(page, product);
  await writeFile(file(), config, { mode: 0o600 });
});
test.afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('the fallback chain is reordered with the keyboard, reviewed and saved', async ({ page }) => {
  await administrator.enter('/models');
  const entries = page.getByRole('list', { name: 'Fallback chain' }).getByRole('listitem');
  await expect(entries).toHaveText([/second/, /third/, /fourth.*fallback_model/s]);
  await entries.nth(1).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(entries).toHaveText([/third/, /second/, /fourth/]);
  await expect(entries.first()).toBeFocused();
  await expect(page.getByText('1 unsaved change')).toBeVisible();
  await page.getByRole('button', { name: 'Move "fallback_model" into the chain' }).click();
  await expect(page.getByText('2 unsaved changes')).toBeVisible();
  await page.getByRole('button', { name: 'Review and save…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save config.yaml?' });
  await expect(dialog.getByText('key_env: BOX_KEY').first()).toBeVisible();
  await expect(dialog).not.toContainText('sk-inline-0123456789abcdef');
  expect(await readFile(file(), 'utf8')).toBe(config);
  await dialog.getByRole('button', { name: 'Save models' }).click();
  await expect(page.getByText('Saved config.yaml.')).toBeVisible();
  const saved = await readFile(file(), 'utf8');
  expect(saved.indexOf('third')).toBeLessThan(saved.indexOf('# cheap'));
  expect(saved).toContain('  - provider: xai\n    model: fourth\n');
  expect(saved).toContain('default: first   # the good one');
});

test('an entry is added, a repetition refused, and a row tried', async ({ page }) => {
  await administrator.enter('/models');
  await page.getByRole('button', { name: 'Add fallback…' }).click();
  const form = page.getByRole('dialog', { name: 'New fallback' });
  await form.getByRole('button', { name: 'Take over' }).click();
  await expect(form.getByText('Provider is needed.')).toBeVisible();
  await form.getByLabel('Provider').fill('openrouter');
  await form.getByLabel('Model', { exact: true }).fill('first');
  await form.getByRole('button', { name: 'Take over' }).click();
  await expect(form.getByText('is the primary model itself')).toBeVisible();
  await form.getByLabel('Model', { exact: true }).fill('fifth');
  await form.getByRole('button', { name: 'Take over' }).click();
  await expect(form).toBeHidden();
  await expect(page.getByRole('list', { name: 'Fallback chain' })).toContainText('fifth');
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByRole('list', { name: 'Fallback chain' })).not.toContainText('fifth');
  await page.getByRole('button', { name: 'Test box' }).click();
  await expect(page.getByText(/ECONNREFUSED|bad port/).first()).toBeVisible();
});

test('a file that was changed meanwhile is not overwritten unseen', async ({ page }) => {
  await administrator.enter('/models');
  await page.getByRole('button', { name: 'Remove second via nous' }).click();
  await expect(page.getByText('1 unsaved change')).toBeVisible();
  await writeFile(file(), `${config}# later\n`, { mode: 0o600 });
  await page.getByRole('button', { name: 'Apply to the file as it is now' }).click();
  await page.getByRole('button', { name: 'Review and save…' }).click();
  await page.getByRole('button', { name: 'Save models' }).click();
  await expect(page.getByText('Saved config.yaml.')).toBeVisible();
  const saved = await readFile(file(), 'utf8');
  expect([saved.includes('second'), saved.endsWith('# later\n')]).toEqual([false, true]);
});

test('a server that fails and a home without a file are said', async ({ page }) => {
  await page.route('**/api/admin/hermes/models?*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await administrator.enter('/models');
  await expect(page.getByText('Fallback chain could not be loaded')).toBeVisible();
  await page.unrouteAll();
  await rm(file());
  await page.reload();
  await expect(page.getByText('config.yaml does not exist')).toBeVisible();
  await expect(page.getByText('Nothing is tried when the primary model fails')).toBeVisible();
});
