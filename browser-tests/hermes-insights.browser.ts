import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { createStateDatabase } from '../server/testing/state-database.ts';
import { Administrator } from './administrator.ts';
import { ask } from './ask.ts';
import { startProduct, type RunningProduct } from './product.ts';

let folder: string;
let product: RunningProduct;
let administrator: Administrator;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-browser-home-'));
  await mkdir(join(folder, '.hermes/profiles/coder'), { recursive: true });
  const now = Date.now() / 1000;
  for (const [path, id, tokens] of [
    ['.hermes', 'a', 1234],
    ['.hermes/profiles/coder', 'b', 5678],
  ] as const) {
    const state = createStateDatabase(join(folder, path, 'state.db'));
    state.session(id, { started_at: now - 3600, source: 'telegram' });
    state.usage(id, `model-${id}`, {
      input_tokens: tokens,
      cost_status: 'estimated',
      estimated_cost_usd: 0.5,
    });
    state.message(id, 'tool', 'x', { tool_name: 'terminal' });
    state.close();
  }
  product = await startProduct({ HERMES_HOME: join(folder, '.hermes') });
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('the estimate and the measure stand apart, and can be taken apart and away', async ({
  page,
}) => {
  await administrator.enter('/insights');
  const estimate = page.getByRole('region', { name: 'As Hermes estimates it' });
  const measured = page.getByRole('region', { name: 'As the gateways measured it' });
  await expect(measured).toContainText('No requests in these days');
  const { key } = await administrator.createUser({ displayName: 'Ada' });
  await ask(product.pre, key, 'Hello');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await measured.getByLabel('Gateways taken apart by').selectOption('apiUser');
  await expect(measured.getByRole('rowheader', { name: 'Ada' })).toBeVisible();
  const models = estimate.getByRole('region', { name: 'Use by Model' });
  await expect(models.getByRole('row')).toHaveCount(2);
  await expect(models.getByRole('row', { name: 'model-a' })).toContainText('1,234');
  await estimate.getByLabel('Profiles that are counted').selectOption('all');
  await expect(models.getByRole('row', { name: 'model-b' })).toContainText('5,678');
  await estimate.getByLabel('Taken apart by').selectOption('profiles');
  await expect(estimate.getByRole('rowheader', { name: 'coder' })).toBeVisible();
  await expect(page).toHaveURL(/scope=all.*by=profiles|by=profiles.*scope=all/);
  const waiting = page.waitForEvent('download');
  await estimate.locator('app-parts-tile').getByRole('link', { name: 'CSV' }).click();
  const csv = await readFile(await (await waiting).path(), 'utf8');
  expect(csv).toMatch(/\r\ncoder,,1,/);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('a part that cannot be loaded leaves the others', async ({ page }) => {
  await page.route('**/api/admin/hermes/insights/tools?*', (route) =>
    route.fulfill({ status: 500 }),
  );
  await administrator.enter('/insights');
  await expect(page.getByText('Tools and skills could not be loaded')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Use by Model' })).toBeVisible();
});
