import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { writeFakeTools } from '../server/testing/fake-hermes-tools.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

const config = '# mine\nmodel: x   # good\nplatform_toolsets:\n  telegram:\n    - web\n';
let folder: string;
let product: RunningProduct;
let administrator: Administrator;

const text = () => readFile(join(folder, 'home/config.yaml'), 'utf8');

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-tools-'));
  await mkdir(join(folder, 'home'));
  product = await startProduct({
    HERMES_HOME: join(folder, 'home'),
    HERMES_BIN: await writeFakeTools(join(folder, 'bin/hermes')),
  });
});
test.beforeEach(async ({ page }) => {
  administrator = new Administrator(page, product);
  await writeFile(join(folder, 'home/config.yaml'), config);
});
test.afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a toolset is switched by the command, which is checked', async ({ page }) => {
  await administrator.enter('/tools');
  await page.getByLabel('Search toolsets').fill('terminal');
  await page.getByRole('button', { name: 'Terminal & Processes' }).click();
  await expect(page).toHaveURL(/toolset=terminal/);
  await page.getByRole('button', { name: 'Enable for Telegram…' }).click();
  const question = page.getByRole('alertdialog', { name: 'Enable terminal for telegram?' });
  await expect(question).toContainText('its comments, anchors and quotes are lost');
  await expect(question).toContainText('After: [kanban, terminal, web]');
  await question.getByRole('button', { name: 'Enable toolset' }).click();
  const job = page.getByRole('dialog', { name: 'Enable the toolset terminal for telegram' });
  await expect(job).toContainText('Checked afterwards: terminal is on');
  await job.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Disable for Telegram…' })).toBeVisible();
  expect(await text()).toContain('    - terminal\n');
});

test('the same by the file keeps comments, and the default comes back', async ({ page }) => {
  await administrator.enter('/tools?toolset=terminal');
  await page.getByRole('button', { name: 'Enable for Telegram…' }).click();
  await page.getByLabel('Write the list into config.yaml without the command').check();
  await page.getByRole('button', { name: 'Enable toolset' }).click();
  const review = page.getByRole('dialog', { name: 'Enable terminal for telegram?' });
  await expect(review).toContainText('2 lines added');
  await review.getByRole('button', { name: 'Enable toolset' }).click();
  await expect(page.getByText('Saved config.yaml.')).toBeVisible();
  expect(await text()).toContain('# mine\nmodel: x   # good\n');
  expect(await text()).toContain('    - terminal\n');

  await page.getByRole('button', { name: 'Close Terminal & Processes' }).click();
  await page.getByRole('button', { name: 'Reset Telegram to the default' }).click();
  await page.getByRole('button', { name: 'Reset platform' }).click();
  await expect.poll(text).not.toContain('telegram');
});

test('a file that is not valid is named, and nothing in it is changed', async ({ page }) => {
  await writeFile(join(folder, 'home/config.yaml'), 'platform_toolsets: [');
  await administrator.enter('/tools?toolset=web');
  await expect(page.getByText('is not valid YAML')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Disable for CLI…' })).toBeDisabled();
  expect(await text()).toBe('platform_toolsets: [');
});

test('the prompt is measured', async ({ page }) => {
  await administrator.enter('/tools');
  await expect(page.getByText('Not measured since this console started')).toBeVisible();
  await page.getByRole('button', { name: 'Measure' }).click();
  await expect(page.getByText('Checked afterwards: 28 tools take 48599 bytes')).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Prompt size' })).toContainText('28 tools');
});
