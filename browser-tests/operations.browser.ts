import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { ask } from './ask.ts';
import { startProduct, type RunningProduct } from './product.ts';
import { retry } from './retry.ts';
import { startSlowUpstream, type SlowUpstream } from './slow-upstream.ts';

let product: RunningProduct;
let upstream: SlowUpstream;
let administrator: Administrator;
let key: string;

test.beforeAll(async ({ browser }) => {
  upstream = await startSlowUpstream();
  product = await startProduct({ HERMES_PRE_UPSTREAM_URL: upstream.address });
  const page = await browser.newPage();
  const first = new Administrator(page, product);
  await first.enter();
  ({ key } = await first.createUser({ displayName: 'Ada' }));
  await page.close();
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterAll(async () => {
  await product?.stop();
  await upstream?.stop();
});

test('an empty database says where to begin', async ({ page }) => {
  await administrator.enter();
  await expect(page.getByText('No requests in these days')).toBeVisible();
  await expect(page.getByRole('link', { name: '0, Requests today' })).toBeVisible();
  await page.goto(`${product.consoleUrl}/live`);
  await expect(page.getByText('Nothing runs')).toBeVisible();
});

test('a running stream is watched, stopped, and found in the log', async ({ page }) => {
  await administrator.enter('/live');
  const answer = ask(product.pre, key, 'Go on for ever', { stream: true });
  const row = page.getByRole('row', { name: /Ada/ }).first();
  await expect(row).toContainText('Answering');
  await expect(row).toContainText(/about [1-9]/);
  await row.getByRole('button', { name: 'Stop request of Ada' }).click();
  const question = page.getByRole('alertdialog', { name: 'Stop the request of Ada?' });
  await expect(question).toContainText('Hermes-4-70B');
  await question.getByRole('button', { name: 'Stop request' }).click();
  await expect(page.getByText('Stopped the request of Ada (Hermes-4-70B).')).toBeVisible();
  await expect(page.getByText('Nothing runs')).toBeVisible();
  expect((await answer).text).toContain('stopped');
  await page
    .getByRole('table', { name: 'Requests that finished last' })
    .getByRole('row', { name: /stopped/ })
    .getByRole('link')
    .click();
  await expect(page.getByRole('heading', { name: /^Request/ })).toBeVisible();
});

test('the overview follows what happens, and its numbers lead on', async ({ page }) => {
  await administrator.enter();
  await ask(product.post, key, 'Hello');
  await ask(product.post, `${key.slice(0, -1)}_`, 'Nobody');
  await expect(page.getByRole('link', { name: /^[1-9]\d*, Requests today/ })).toBeVisible();
  await expect(page.getByRole('link', { name: /^[1-9]\d*, Refusals today/ })).toBeVisible();
  await page.getByRole('link', { name: '7 days' }).click();
  await expect(page).toHaveURL(/days=7/);
  await page.reload();
  await expect(page.getByRole('link', { name: '7 days' })).toHaveAttribute('aria-current', 'true');
  await page.getByRole('link', { name: /Requests today/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Audit log' })).toBeVisible();
  await expect(page).toHaveURL(/from=/);
});

test('a part of the overview that fails leaves the others, and comes back', async ({ page }) => {
  await page.route('**/api/admin/usage/top*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await administrator.enter();
  await expect(page.getByText('Top models could not be loaded')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Gateways' })).toContainText('pre');
  await page.unroute('**/api/admin/usage/top*');
  const topModels = page.getByRole('region', { name: 'Top models' });
  await retry(topModels, topModels.getByRole('listitem').first());
  await expect(page.getByText('Top models could not be loaded')).toBeHidden();
});

test('requests are polled while the live connection fails', async ({ page }) => {
  await page.route('**/api/admin/live?*', (route) => route.abort());
  await administrator.enter('/live');
  await expect(page.getByText(/Reconnecting, read every/)).toBeVisible();
  const leave = new AbortController();
  const answer = fetch(`${product.pre}/v1/chat/completions`, {
    method: 'POST',
    signal: leave.signal,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'x' }] }),
  });
  await expect(page.getByRole('row', { name: /Ada/ }).first()).toContainText('Answering');
  await answer;
  leave.abort();
  await expect(page.getByText('Nothing runs')).toBeVisible();
});

test('health, settings and log of the process are at hand', async ({ page }) => {
  await administrator.enter('/overview');
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page.getByRole('heading', { level: 1, name: 'System' })).toBeVisible();
  await expect(page.getByText('PostgreSQL', { exact: false }).first()).toBeVisible();
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByLabel('Search settings').fill('admin_password');
  const rows = page.getByRole('table', { name: 'Settings in force' }).locator('tbody tr');
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(/search=admin_password/);
  expect(await page.content()).not.toContain(product.password);
  await page.getByRole('button', { name: /Diagnostics bundle/ }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download bundle' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('hermes-control-plane-diagnostics.json');
});

test('the log follows its end until somebody scrolls up, and back', async ({ page }) => {
  const lines = (before: number) =>
    Array.from({ length: Math.min(500, before - 1) }, (_, index) => ({
      number: before - 1 - index,
      at: '2026-11-21T10:00:00.000Z',
      level: 'log',
      context: 'Test',
      text: `Line ${before - 1 - index}`,
    }));
  await page.route('**/api/admin/system/logs*', (route) => {
    const before = Number(new URL(route.request().url()).searchParams.get('before') ?? 701);
    const items = lines(before);
    return route.fulfill({
      json: { items, nextBefore: before > 501 ? before - 500 : null, contexts: ['Test'] },
    });
  });
  await administrator.enter('/system/logs');
  const pane = page.getByRole('log', { name: /Lines of the log/ });
  await expect(pane.getByRole('button', { name: /Line 700$/ })).toBeInViewport();
  await pane.hover();
  await page.mouse.wheel(0, -3000);
  await expect(page.getByText('Not following')).toBeVisible();
  await page.getByRole('button', { name: 'Load older lines' }).click();
  await expect(page.getByText('700 lines')).toBeVisible();
  await expect(pane.getByRole('button', { name: /Line 1$/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'To the end' }).click();
  await expect(pane.getByRole('button', { name: /Line 700$/ })).toBeInViewport();
  await pane.press('ArrowDown');
  await pane.press('ArrowUp');
  await expect(page.getByRole('region', { name: 'Chosen line' })).toContainText('Line 699');
});
