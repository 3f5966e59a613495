import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let home: string;
let product: RunningProduct;
let administrator: Administrator;
const put = async (path: string, content: string) => {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), content);
};
const bundle = (name: string) => readFile(join(home, 'skill-bundles', name), 'utf8');

test.beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hcp-bundles-'));
  for (const name of ['plan', 'disk'])
    await put(`skills/${name}/SKILL.md`, `---\nname: ${name}\n---\n`);
  product = await startProduct({ HERMES_HOME: home });
});
test.beforeEach(async ({ page }) => {
  administrator = new Administrator(page, product);
  await rm(join(home, 'skill-bundles'), { recursive: true, force: true });
});
test.afterAll(async () => {
  await product?.stop();
  await rm(home, { recursive: true, force: true });
});

test('the first bundle is made, changed, deleted and brought back', async ({ page }) => {
  await administrator.enter('/bundles');
  await expect(page.getByText('No bundles')).toBeVisible();
  await page.getByRole('button', { name: 'Make the first one…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New bundle' });
  await dialog.getByLabel('Name', { exact: true }).fill('Release Day');
  await expect(dialog).toContainText('/release-day');
  await dialog.getByRole('button', { name: 'Review…' }).click();
  await expect(dialog).toContainText('It needs at least one skill.');
  await dialog.getByLabel('Add a skill').fill('plan');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByLabel('Add a skill').fill('nobody');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog).toContainText('not in this profile');
  await dialog.getByRole('button', { name: 'Review…' }).click();
  await expect(dialog).toContainText('name: Release Day');
  await dialog.getByRole('button', { name: 'Save bundle' }).click();
  await expect(page.getByText('nobody, missing')).toBeVisible();
  expect(await bundle('release-day.yaml')).toContain('- nobody');

  await page.getByRole('button', { name: 'Actions for Release Day' }).click();
  await page.getByRole('menuitem', { name: 'Edit…' }).click();
  const editing = page.getByRole('dialog', { name: 'Edit Release Day' });
  await editing.getByRole('button', { name: 'Take nobody out' }).click();
  await editing.getByRole('button', { name: 'Review…' }).click();
  await editing.getByRole('button', { name: 'Save bundle' }).click();
  await expect(page.getByText('nobody, missing')).toBeHidden();
  const text = await bundle('release-day.yaml');
  expect(text).not.toContain('nobody');

  await page.getByRole('button', { name: 'Actions for Release Day' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete bundle' }).click();
  await expect(page.getByText('No bundles')).toBeVisible();
  expect(await readdir(join(home, 'skill-bundles'))).toEqual([]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Brought release-day.yaml back.')).toBeVisible();
  expect(await bundle('release-day.yaml')).toBe(text);
});

test('a file that Hermes skips is named, and repaired as text', async ({ page }) => {
  await put('skill-bundles/broken.yaml', 'name: Broken\nskills: plan\n');
  await administrator.enter('/bundles');
  await expect(page.getByText('it has no list of skills')).toBeVisible();
  await page.getByRole('link', { name: 'broken.yaml' }).click();
  await expect(page).toHaveURL(/file=broken.yaml/);
  await page.getByRole('textbox', { name: 'broken.yaml' }).fill('name: Broken\nskills: [plan]\n');
  await page.getByRole('button', { name: 'Review and save…' }).click();
  await page.getByRole('button', { name: 'Save broken.yaml' }).click();
  await expect(page.getByText('Saved broken.yaml.')).toBeVisible();
  expect(await bundle('broken.yaml')).toBe('name: Broken\nskills: [plan]\n');
  await expect(page.getByRole('cell', { name: '/broken' })).toBeVisible();
});

test('a server that fails is told', async ({ page }) => {
  await page.route('**/api/admin/hermes/bundles?*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await administrator.enter('/bundles');
  await expect(page.getByText('Bundles could not be loaded')).toBeVisible();
});
