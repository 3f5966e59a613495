import { appendFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';
import { retry } from './retry.ts';

const secret = 'sk-or-v1-0011223344556677';
let folder: string;
let log: string;
let product: RunningProduct;
let administrator: Administrator;

const line = (number: number, rest = `INFO agent.core: record ${number}`) => {
  const time = new Date(Date.UTC(2026, 10, 20, 10, 0, number)).toISOString();
  return `${time.slice(0, 19).replace('T', ' ')},000 ${rest}\n`;
};
const lines = (count: number) =>
  Array.from({ length: count }, (_, number) => line(number)).join('');

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-logs-'));
  await mkdir(join(folder, 'home/logs'), { recursive: true });
  log = join(folder, 'home/logs/agent.log');
  product = await startProduct({ HERMES_HOME: join(folder, 'home') });
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterEach(() => rm(log, { force: true }));
test.afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a log is followed until somebody scrolls up to read', async ({ page }) => {
  await writeFile(log, lines(12_000));
  await administrator.enter('/hermes/logs');
  const records = page.getByRole('log', { name: /Records of the log/ });
  await expect(records).toContainText('record 11999');
  await appendFile(log, line(12_000));
  await expect(records).toContainText('record 12000');
  await expect(page.getByText('Following', { exact: true })).toBeVisible();

  await records.evaluate((pane) => (pane.scrollTop = 0));
  await expect(page.getByText('Not following')).toBeVisible();
  await appendFile(log, line(12_001));
  await page.getByRole('button', { name: '1 new' }).click();
  await expect(records).toContainText('record 12001');

  for (let more = 0; more < 19; more++)
    await page.getByRole('button', { name: 'Load older records' }).click();
  await expect(page.getByText('10,000 records')).toBeVisible();
  expect(await records.locator('button').count()).toBeLessThan(100);
});

test('records are found by level, text, pattern and time', async ({ page }) => {
  await writeFile(
    log,
    `${lines(50)}${line(50, `ERROR [s_1] agent.llm: refused ${secret}`)}Traceback\n  File "x.py"\n${line(51)}`,
  );
  await administrator.enter('/hermes/logs?level=WARNING');
  const records = page.getByRole('log', { name: /Records of the log/ });
  await expect(records.getByRole('button')).toHaveCount(1);
  await records.getByRole('button').click();
  const chosen = page.getByRole('region', { name: 'Chosen record' });
  await expect(chosen).toContainText('File "x.py"');
  await expect(chosen).toContainText('[hidden]');
  expect(await page.content()).not.toContain(secret);

  await page.goto(`${product.consoleUrl}/hermes/logs?search=record%20[34]9`);
  await expect(page.getByText('No record matches')).toBeVisible();
  await page.getByRole('button', { name: 'Search by a regular expression' }).click();
  await expect(records.getByRole('button')).toHaveCount(2);
  await page.getByLabel('Search in the log').fill('(a+');
  await expect(page.getByRole('alert')).toContainText('Unterminated group');

  await page.goto(`${product.consoleUrl}/hermes/logs?at=2001-01-01T00:00:00Z`);
  await expect(records.getByRole('button').first()).toContainText('record 0');
});

test('a link to a record leads to it after the file was rotated', async ({ page }) => {
  await writeFile(log, lines(400));
  await administrator.enter('/hermes/logs?search=record%20123');
  const records = page.getByRole('log', { name: /Records of the log/ });
  await records.getByRole('button').click();
  await page.getByRole('link', { name: 'Neighbours' }).click();
  await expect(records).toContainText('record 124');
  const address = page.url();
  await rename(log, `${log}.1`);
  await writeFile(log, line(999));
  await page.goto(address);
  await expect(page.getByRole('heading', { name: 'agent.log.1' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Chosen record' })).toContainText('record 123');
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await expect(page).not.toHaveURL(/line=/);
  await rm(`${log}.1`);
});

test('a log is downloaded without its secrets', async ({ page }) => {
  await writeFile(log, lines(3) + line(4, `INFO a: ${secret}`));
  await administrator.enter('/hermes/logs');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  expect(text).toBe(`${lines(3)}${line(4, 'INFO a: sk-[hidden]')}`);
});

test('a log that is not there, or cannot be asked for, says so, and comes', async ({ page }) => {
  await administrator.enter('/hermes/logs');
  await expect(page.getByText('There is no such file')).toBeVisible();
  await writeFile(log, line(7));
  await expect(page.getByRole('log', { name: /Records/ })).toContainText('record 7');
  await page.route('**/hermes/logs/records*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await page.reload();
  await expect(page.getByText('The log could not be loaded')).toBeVisible();
  await page.unroute('**/hermes/logs/records*');
  await retry(page.getByRole('main'), page.getByRole('log', { name: /Records/ }));
  await expect(page.getByRole('log', { name: /Records/ })).toContainText('record 7');
});
