import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { ask } from './ask.ts';
import { startProduct, type RunningProduct } from './product.ts';

let product: RunningProduct;
let administrator: Administrator;
let key: string;

test.beforeAll(async ({ browser }) => {
  product = await startProduct({ HERMES_AUDIT_MAX_BYTES: '4096' });
  const page = await browser.newPage();
  const first = new Administrator(page, product);
  await first.enter();
  ({ key } = await first.createUser({ displayName: 'Ada' }));
  const other = await first.createUser({ displayName: 'Grace', gateways: ['post'] });
  await page.close();
  for (let n = 1; n <= 60; n++) await ask(product.pre, key, `Question ${n}`);
  await ask(product.pre, key, 'A question in a stream', { stream: true });
  await ask(product.post, other.key, 'Where is the needle?', { model: 'other-model' });
  await ask(product.pre, key, `Long ${'x'.repeat(9000)}`);
  await ask(
    product.pre,
    key,
    '<img src=x onerror="window.harmed=true"><script>window.harmed=true</script>',
  );
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterAll(() => product?.stop());

test('loads older requests on demand, each once', async ({ page }) => {
  await administrator.enter('/audit');
  const rows = page.getByRole('table', { name: 'Requests' }).locator('tbody tr');
  await expect(rows).toHaveCount(50);
  await page.getByRole('button', { name: 'Load more' }).click();
  await expect(rows).toHaveCount(64);
  await expect(page.getByRole('button', { name: 'Load more' })).toBeHidden();
});

test('keeps its filters in the address and takes them off by their chips', async ({ page }) => {
  await administrator.enter('/audit');
  const rows = page.getByRole('table', { name: 'Requests' }).locator('tbody tr');
  await page.getByLabel('Gateway').selectOption('post');
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(/gateway=post/);
  await page.reload();
  await expect(rows).toHaveCount(1);
  await page.getByRole('button', { name: /Remove filter: .*post/ }).click();
  await expect(rows).toHaveCount(50);
});

test('finds text in prompts within a time range', async ({ page }) => {
  await administrator.enter('/audit');
  await page.getByRole('combobox', { name: 'Time', exact: true }).selectOption('24h');
  await page.getByLabel(/Text in prompt or answer/).fill('NEEDLE');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row', { name: /Grace/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Ada/ })).toHaveCount(0);
});

test('walks from request to request with J and K, and each has an address of its own', async ({
  page,
}) => {
  await administrator.enter('/audit');
  await page.getByRole('table', { name: 'Requests' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/audit\/./);
  const newest = page.url();
  await page.keyboard.press('j');
  await expect(page).not.toHaveURL(newest);
  const older = page.url();
  await page.keyboard.press('k');
  await expect(page).toHaveURL(newest);
  await page.goto(older);
  await expect(page.getByRole('heading', { name: /^Request/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: /^Request/ })).toBeHidden();
});

test('says how much of a long prompt was stored', async ({ page }) => {
  await administrator.enter('/audit');
  await page.getByRole('table').getByRole('link').nth(1).click();
  await page.getByRole('tab', { name: 'Prompt' }).click();
  await expect(page.getByRole('tabpanel')).toContainText(
    '4 KiB of 8.9 KiB kept; the rest was not recorded.',
  );
});

test('shows a stream as the conversation it amounts to', async ({ page }) => {
  await administrator.enter('/audit');
  await page.getByRole('table').getByRole('link').nth(3).click();
  await page.getByRole('tab', { name: 'Response' }).click();
  await expect(page.getByRole('tabpanel').getByRole('listitem')).toContainText(
    'A question in a stream',
  );
});

test('shows markup in a prompt as text and runs none of it', async ({ page }) => {
  const violations: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') violations.push(message.text());
  });
  await administrator.enter('/audit');
  await page.getByRole('table').getByRole('link').first().click();
  for (const tab of ['Prompt', 'Response', 'Raw']) {
    await page.getByRole('tab', { name: tab }).click();
    await expect(page.getByRole('tabpanel')).toContainText('onerror');
  }
  expect(await page.evaluate(() => 'harmed' in window)).toBe(false);
  expect(violations).toEqual([]);
});

test('purges by hand and says what was removed', async ({ page }) => {
  await administrator.enter();
  await page.getByRole('button', { name: 'Purge now' }).click();
  await page.getByRole('button', { name: 'Purge old records' }).click();
  await expect(page.getByText(/Purged: 0 days/)).toBeVisible();
});
