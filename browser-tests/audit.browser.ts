import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { ask } from './ask.ts';
import { startProduct, type RunningProduct } from './product.ts';
import { retry } from './retry.ts';

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
  for (let n = 1; n <= 100; n++) await ask(product.pre, key, `Question ${n}`);
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

const table = (page: Page) => page.getByRole('table', { name: 'Requests' });
const rows = (page: Page) => table(page).locator('[data-index]');

test('loads older requests as the operator scrolls, each once', async ({ page }) => {
  await administrator.enter('/audit');
  await expect(rows(page).first()).toBeVisible();
  await expect(page.getByText('104 shown')).toBeHidden();
  await expect(page.getByText('100 of 104')).toBeVisible();
  await page.locator('.scroller').evaluate((frame) => (frame.scrollTop = frame.scrollHeight));
  await expect(page.getByText('104 shown')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Load more' })).toBeHidden();
});

test('keeps its filters in the address and takes them off by their chips', async ({ page }) => {
  await administrator.enter('/audit');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Gateway' }).click();
  await page.getByRole('menuitemradio', { name: 'post' }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(page).toHaveURL(/gateway=post/);
  await page.reload();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: /Remove filter: .*post/ }).click();
  await expect(rows(page)).toHaveCount(100);
});

test('finds text in prompts within a time range', async ({ page }) => {
  await administrator.enter('/audit');
  await page.getByRole('combobox', { name: 'Time', exact: true }).selectOption('24h');
  await page.getByRole('searchbox', { name: 'Text in prompt or answer' }).fill('NEEDLE');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row', { name: /Grace/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Ada/ })).toHaveCount(0);
});

test('walks from request to request with J and K, and each has an address of its own', async ({
  page,
}) => {
  await administrator.enter('/audit');
  await table(page).getByRole('link').first().click();
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
  await table(page).getByRole('link').nth(1).click();
  await page.getByRole('tab', { name: 'Raw' }).click();
  await expect(page.getByRole('tabpanel')).toContainText(
    '4 KiB of 8.9 KiB kept; the rest was not recorded.',
  );
});

test('shows a stream as the conversation it amounts to', async ({ page }) => {
  await administrator.enter('/audit');
  await table(page).getByRole('link').nth(3).click();
  await page.getByRole('tab', { name: 'Conversation' }).click();
  await expect(page.getByRole('list', { name: 'Answer' })).toContainText('A question in a stream');
  await expect(page.getByText('This was streamed.')).toBeVisible();
});

test('shows markup in a prompt as text and runs none of it', async ({ page }) => {
  const violations: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') violations.push(message.text());
  });
  await administrator.enter('/audit');
  await table(page).getByRole('link').first().click();
  await page.getByRole('tab', { name: 'Conversation' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('onerror');
  await page.getByRole('tab', { name: 'Raw' }).click();
  await page.getByRole('button', { name: 'Text', exact: true }).first().click();
  await expect(page.getByRole('tabpanel')).toContainText('onerror');
  expect(await page.evaluate(() => 'harmed' in window)).toBe(false);
  expect(violations).toEqual([]);
});

test('exports what the filters find, after saying how much that is', async ({ page }) => {
  await administrator.enter('/audit?gateway=post');
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: /^JSONL/ }).click();
  await expect(page.getByRole('alertdialog')).toContainText('1 request');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export JSONL' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { gateway: string }).gateway)).toEqual(['post']);
});

test('keeps filters under a name, marks that they were changed, and takes a deletion back', async ({
  page,
}) => {
  await administrator.enter('/audit?gateway=post');
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Save as new view…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('The other gateway');
  await page.getByRole('button', { name: 'Save view' }).click();
  await expect(page).toHaveURL(/view=/);
  const address = page.url();
  const viewOnly = `/audit?view=${new URL(address).searchParams.get('view')}`;
  await page.goto(product.consoleUrl + viewOnly);
  await expect(page).toHaveURL(/gateway=post/);
  await page.getByRole('button', { name: /Remove filter: .*post/ }).click();
  await expect(page.getByText('changed', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'The other gateway' }).click();
  await page.getByRole('menuitem', { name: 'Delete The other gateway' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Views' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'The other gateway' })).toBeVisible();
});

test('follows the log, stands still while the operator reads, and catches up', async ({ page }) => {
  await administrator.enter('/audit?live=true');
  await expect(page.getByText('Following')).toBeVisible();
  await expect(page.getByText('100 shown, more to load')).toBeVisible();
  await ask(product.pre, key, 'Seen as it comes');
  await expect(page.getByText('101 shown, more to load')).toBeVisible();
  const newest = table(page).getByRole('link').first();
  await newest.click();
  await page.getByRole('tab', { name: 'Conversation' }).click();
  await expect(page.getByRole('list', { name: 'Prompt' })).toContainText('Seen as it comes');
  await page.keyboard.press('Escape');
  await page.locator('.scroller').evaluate((frame) => (frame.scrollTop = 800));
  await expect(page.getByText('Paused')).toBeVisible();
  await ask(product.pre, key, 'One');
  await ask(product.pre, key, 'Two');
  await page.getByRole('button', { name: '2 new' }).click();
  await expect(page.getByText('Following')).toBeVisible();
});

test('says what failed and recovers, when the server does not answer', async ({ page }) => {
  await page.route('**/api/admin/logs?*', (route) => route.abort());
  await administrator.enter('/audit');
  await expect(page.getByText('Requests could not be loaded')).toBeVisible();
  await page.unroute('**/api/admin/logs?*');
  await retry(page.locator('app-audit-list'), rows(page).first());
});

test('purges by hand and says what was removed', async ({ page }) => {
  await administrator.enter('/audit');
  await page.getByRole('button', { name: 'Purge now…' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('The log holds about');
  await page.getByRole('button', { name: 'Purge old records' }).click();
  await expect(page.getByText(/Purged: 0 days/)).toBeVisible();
});
