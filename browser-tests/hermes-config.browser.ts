import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

const secret = 'sk-inline-0123456789abcdef';
const config = `# Written by hand
agent:
  max_turns: 50   # enough
providers:
  box: {api: "http://127.0.0.1:9/v1", api_key: ${secret}}
`;
let folder: string;
let product: RunningProduct;
let administrator: Administrator;

const file = () => join(folder, 'config.yaml');
const onDisk = () => readFile(file(), 'utf8');

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-config-'));
  product = await startProduct({ HERMES_HOME: folder });
});
test.beforeEach(async ({ page }) => {
  administrator = new Administrator(page, product);
  await writeFile(file(), config, { mode: 0o600 });
  await writeFile(join(folder, '.env'), '# keys\nHF_TOKEN=hf_0123456789abcdef  # mine\n', {
    mode: 0o600,
  });
});
test.afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

const review = async (page: Page, confirm: string) => {
  await page.getByRole('button', { name: 'Review and save…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).not.toContainText(secret);
  await dialog.getByRole('button', { name: confirm }).click();
};

test('a setting is changed in the form, seen in the text, reviewed, saved and restored', async ({
  page,
}) => {
  await administrator.enter('/config?search=max_turns');
  const field = page.getByLabel('max turns', { exact: true }).first();
  await expect(field).toHaveValue('50');
  await field.fill('60');
  await field.blur();
  await expect(page.getByText('Unsaved changes')).toBeVisible();
  await page.getByRole('link', { name: 'YAML' }).click();
  await expect(page.locator('.cm-content')).toContainText('max_turns: 60   # enough');
  await expect(page.locator('.cm-content')).toContainText('‹hidden:sk-i…cdef');
  expect(await onDisk()).toBe(config);
  await review(page, 'Save configuration');
  await expect(page.getByText('Saved config.yaml.')).toBeVisible();
  expect(await onDisk()).toBe(config.replace('50', '60'));
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByRole('button', { name: 'Compare and restore…' }).first().click();
  await page.getByRole('button', { name: 'Restore version' }).click();
  await expect(page.getByText('Restored the earlier version.')).toBeVisible();
  expect(await onDisk()).toBe(config);
});

test('a broken file is named with its line and repaired as a text', async ({ page }) => {
  await writeFile(file(), config.replace('agent:', 'agent: ['), { mode: 0o600 });
  await administrator.enter('/config');
  await page.getByRole('button', { name: 'Repair it as YAML' }).click();
  await expect(page.getByRole('list', { name: 'Notes on config.yaml' })).toContainText('Line');
  await page.locator('.cm-content').getByText('agent: [').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await review(page, 'Save configuration');
  await expect(page.getByText('Saved config.yaml.')).toBeVisible();
  expect((await onDisk()).replace('agent: \n', 'agent:\n')).toBe(config);
});

test('of two who change the file, the second sees both sides and merges', async ({ page }) => {
  await administrator.enter('/config?search=max_turns');
  const field = page.getByLabel('max turns', { exact: true }).first();
  await field.fill('60');
  await field.blur();
  await expect(page.getByText('Unsaved changes')).toBeVisible();
  await writeFile(file(), `${config}timezone: UTC\n`, { mode: 0o600 });
  await page.getByRole('button', { name: 'Review and save…' }).click();
  await expect(page.getByRole('region', { name: 'Conflict' })).toContainText('timezone: UTC');
  await page.getByRole('button', { name: 'Merge' }).click();
  await review(page, 'Save configuration');
  await expect(page.getByText('Saved config.yaml.')).toBeVisible();
  expect(await onDisk()).toBe(`${config.replace('50', '60')}timezone: UTC\n`);
});

test('leaving with changes is asked about', async ({ page }) => {
  await administrator.enter('/config?search=max_turns');
  const field = page.getByLabel('max turns', { exact: true }).first();
  await field.fill('60');
  await field.blur();
  await page.getByRole('link', { name: 'Environment keys' }).click();
  const question = page.getByRole('alertdialog', { name: 'Leave without saving?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Unsaved changes')).toBeVisible();
});

test('keys are added, replaced and removed, and never shown', async ({ page }) => {
  await administrator.enter('/environment');
  const table = page.getByRole('table', { name: 'Keys that are set' });
  await expect(table).toContainText('hf_0…cdef');
  await page.getByRole('button', { name: 'Replace HF_TOKEN' }).click();
  await page.getByLabel('New value').fill('hf_new-0123456789');
  await page.getByRole('button', { name: 'Take over' }).click();
  await page.getByLabel('Search known keys').fill('openrouter');
  await page.getByRole('button', { name: 'Add OPENROUTER_API_KEY' }).click();
  await page.getByRole('button', { name: 'Take over' }).click();
  await expect(page.getByText('Type the value.')).toBeVisible();
  await page.getByLabel('New value').fill('sk or # 1');
  await page.getByRole('button', { name: 'Take over' }).click();
  await page.getByRole('button', { name: 'Review and save…' }).click();
  await expect(page.getByRole('dialog')).toContainText('(new value, 17 characters)');
  await page.getByRole('button', { name: 'Save keys' }).click();
  await expect(page.getByText('Saved .env.')).toBeVisible();
  expect(await readFile(join(folder, '.env'), 'utf8')).toBe(
    '# keys\nHF_TOKEN=hf_new-0123456789  # mine\nOPENROUTER_API_KEY="sk or # 1"\n',
  );
  await expect(page.locator('body')).not.toContainText('hf_new-0123456789');
  await page.getByRole('button', { name: 'Remove HF_TOKEN' }).click();
  await review(page, 'Save keys');
  await expect(table).not.toContainText('HF_TOKEN');
  expect(await readFile(join(folder, '.env'), 'utf8')).toBe(
    '# keys\nOPENROUTER_API_KEY="sk or # 1"\n',
  );
});

test('a server that fails is said for each part', async ({ page }) => {
  await page.route('**/api/admin/hermes/environment?*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await page.route('**/api/admin/hermes/config/schema?*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await administrator.enter('/environment');
  await expect(page.getByText('Set could not be loaded', { exact: true })).toBeVisible();
  await page.goto(`${product.consoleUrl}/config`);
  await expect(page.getByText('Settings could not be loaded')).toBeVisible();
});
