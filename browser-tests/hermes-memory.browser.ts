import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let home: string;
let product: RunningProduct;
let administrator: Administrator;
let notes: string;

test.beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hcp-memory-'));
  notes = join(home, 'memories', 'MEMORY.md');
  await mkdir(join(home, 'memories'));
  product = await startProduct({ HERMES_HOME: home });
});
test.beforeEach(async ({ page }) => {
  administrator = new Administrator(page, product);
  await writeFile(notes, 'likes tea\n§\nlives in Vienna\n');
});
test.afterAll(async () => {
  await product?.stop();
  await rm(home, { recursive: true, force: true });
});

test('an entry is changed, looked at, saved, and restored', async ({ page }) => {
  await administrator.enter('/memory');
  await page.getByRole('button', { name: 'Edit entry 1' }).click();
  await page.getByLabel('Entry 1', { exact: true }).fill('likes coffee');
  await page.getByRole('button', { name: 'Take over' }).click();
  await page.getByRole('button', { name: 'Move entry 1 down' }).click();
  await page.getByLabel('New entry').fill('owns a bicycle');
  await page.getByRole('button', { name: 'Add entry' }).click();
  await page.getByRole('link', { name: 'Text', exact: true }).click();
  await expect(page).toHaveURL(/view=text/);
  await expect(page.getByText('owns a bicycle')).toBeVisible();
  await page.getByRole('button', { name: 'Review and save…' }).click();
  const review = page.getByRole('dialog', { name: 'Save MEMORY.md?' });
  await expect(review).toContainText('likes coffee');
  expect(await readFile(notes, 'utf8')).toBe('likes tea\n§\nlives in Vienna\n');
  await review.getByRole('button', { name: 'Save MEMORY.md' }).click();
  await expect(page.getByText('Saved MEMORY.md.')).toBeVisible();
  expect(await readFile(notes, 'utf8')).toBe(
    'lives in Vienna\n§\nlikes coffee\n§\nowns a bicycle\n',
  );

  await page.getByRole('button', { name: 'History…' }).click();
  const history = page.getByRole('dialog', { name: 'History of MEMORY.md' });
  await expect(history).toContainText('replaced by admin');
  await history.getByRole('button', { name: 'Restore this version' }).click();
  await expect(page.getByText('Restored MEMORY.md.')).toBeVisible();
  expect(await readFile(notes, 'utf8')).toBe('likes tea\n§\nlives in Vienna\n');
});

test('what the agent writes meanwhile is shown, and merged', async ({ page }) => {
  await administrator.enter('/memory');
  await page.getByLabel('New entry').fill('mine');
  await page.getByRole('button', { name: 'Add entry' }).click();
  await writeFile(notes, 'likes tea\n§\nlives in Vienna\n§\nof the agent\n');
  await expect(page.getByText('was changed on disk since you began')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Review and save…' })).toBeDisabled();
  await page.getByRole('button', { name: 'Merge both' }).click();
  await page.getByRole('button', { name: 'Review and save…' }).click();
  await page.getByRole('button', { name: 'Save MEMORY.md' }).click();
  await expect(page.getByText('Saved MEMORY.md.')).toBeVisible();
  expect(await readFile(notes, 'utf8')).toBe(
    'likes tea\n§\nlives in Vienna\n§\nof the agent\n§\nmine\n',
  );
});

test('a memory of 700,000 characters is read and changed', async ({ page }) => {
  const entries = Array.from({ length: 10_000 }, (_, index) => `entry ${index} ${'x'.repeat(58)}`);
  await writeFile(notes, entries.join('\n§\n'));
  await administrator.enter('/memory');
  await expect(page.getByText('Over the limit', { exact: false })).toBeVisible();
  await page.getByLabel('Search entries').fill('entry 9999 ');
  await page.getByRole('button', { name: 'Remove entry 10000' }).click();
  await page.getByRole('link', { name: 'Text', exact: true }).click();
  await expect(page.getByText('entry 0 xxx', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Review and save…' }).click();
  await page.getByRole('button', { name: 'Save MEMORY.md' }).click();
  await expect(page.getByText('Saved MEMORY.md.')).toBeVisible();
  expect(await readFile(notes, 'utf8')).toBe(entries.slice(0, -1).join('\n§\n'));
});

test('an empty home says what memory is, and a failing server what failed', async ({ page }) => {
  await rm(join(home, 'memories'), { recursive: true });
  await administrator.enter('/memory?file=user');
  await expect(page.getByText('Nothing is remembered')).toBeVisible();
  await page.getByLabel('New entry').fill('name: Ada');
  await page.getByRole('button', { name: 'Add entry' }).click();
  await page.getByRole('button', { name: 'Review and save…' }).click();
  await page.getByRole('button', { name: 'Save USER.md' }).click();
  await expect(page.getByText('Saved USER.md.')).toBeVisible();
  expect(await readFile(join(home, 'memories', 'USER.md'), 'utf8')).toBe('name: Ada');
  await page.route('**/api/admin/memory/memory?*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await page.goto(`${product.consoleUrl}/memory`);
  await expect(page.getByText('MEMORY.md could not be loaded')).toBeVisible();
  await mkdir(join(home, 'memories'), { recursive: true });
});
