import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { ask } from './ask.ts';
import { startProduct, type RunningProduct } from './product.ts';
import { retry } from './retry.ts';

let product: RunningProduct;
let administrator: Administrator;

// One after the other on one database: the first meets it empty.
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  product = await startProduct();
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterAll(() => product?.stop());

test('leads from an empty list to a key, its rotation, its revocation and the file', async ({
  page,
}) => {
  await administrator.enter('/api-users');
  await expect(page.getByText('No API users yet')).toBeVisible();
  await page.getByRole('button', { name: 'Create the first one' }).click();
  const sheet = page.getByRole('dialog', { name: 'New API user' });
  await sheet.getByLabel('Name').fill('Pioneer');
  await sheet.getByRole('checkbox', { name: 'post' }).check();
  await sheet.getByRole('button', { name: 'Create user and key' }).click();
  const shown = page.getByRole('dialog', { name: 'Key of Pioneer' });
  const firstKey = (await shown.locator('.key code').textContent())!;
  await page.keyboard.press('Escape');
  await expect(shown.getByText(`${product.post}/v1/chat/completions`)).toBeVisible();
  await expect(shown.getByRole('button', { name: 'Close' })).toBeDisabled();
  await shown.getByLabel('I have stored it').check();
  await shown.getByRole('button', { name: 'Close' }).click();
  expect((await ask(product.pre, firstKey, 'first')).status).toBe(200);
  expect((await ask(product.post, firstKey, 'second')).status).toBe(200);

  await page.getByRole('link', { name: /^Pioneer/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Pioneer' })).toBeVisible();
  await expect(page).toHaveTitle('Pioneer · API users · Hermes Control Plane');
  await expect(page.getByRole('table', { name: 'Recent requests' }).getByRole('link')).toHaveCount(
    2,
  );

  await page.getByRole('button', { name: 'Rotate key…' }).click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('410 Gone');
  await expect(question).toContainText('2 requests used it in the last hour.');
  await question.getByLabel(/to confirm/).fill('Pioneer');
  await question.getByRole('button', { name: 'Rotate key' }).click();
  const key = (await shown.locator('.key code').textContent())!;
  await shown.getByLabel('I have stored it').check();
  await shown.getByRole('button', { name: 'Close' }).click();
  expect((await ask(product.pre, firstKey, 'with the old key')).status).toBe(410);
  const history = page.getByRole('region', { name: 'Key history' });
  await expect(history.getByRole('listitem').first()).toContainText('Key rotated');
  await expect(history.getByRole('listitem').first()).toContainText('admin');

  await page.getByRole('button', { name: 'Revoke key…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke key' }).click();
  await expect(history.getByRole('listitem').first()).toContainText('Revoked');
  expect((await ask(product.pre, key, 'revoked')).status).toBe(410);
  await page.getByRole('button', { name: 'Restore…' }).click();
  await page.getByRole('button', { name: 'Restore user' }).click();
  await expect(page.getByRole('button', { name: 'Revoke key…' })).toBeVisible();

  await administrator.createUser({ displayName: 'Settler' });
  await administrator.goTo('API users');
  await page.getByRole('checkbox', { name: 'Select Pioneer' }).check();
  await page.getByRole('checkbox', { name: 'Select Settler' }).check();
  await page.getByRole('button', { name: 'Revoke keys…' }).click();
  const bulk = page.getByRole('alertdialog', { name: 'Revoke the keys of 2 API users?' });
  await expect(bulk.getByRole('listitem')).toHaveText([/^\s*Pioneer/, /^\s*Settler/]);
  await bulk.getByRole('button', { name: 'Revoke 2 keys' }).click();
  const outcome = page.getByRole('dialog', { name: '2 of 2 keys revoked now' });
  await outcome.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('row', { name: /Pioneer/ })).toContainText('Revoked');
  expect((await ask(product.pre, key, 'revoked again')).status).toBe(410);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download CSV' }).click(),
  ]);
  const [header, ...lines] = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  expect(header).toContain('displayName');
  expect(lines.map((line) => line.split(',')[1])).toEqual(['Pioneer', 'Settler']);
});

test('finds, sorts and pages through three hundred users, and the address remembers it', async ({
  page,
}) => {
  await administrator.enter('/overview');
  for (let n = 1; n <= 300; n++)
    await administrator.createUser({
      displayName: `Member ${String(n).padStart(3, '0')}`,
      gateways: n % 2 ? ['pre'] : ['post'],
      requestsPerMinute: 1000 + n,
    });
  await administrator.goTo('API users');
  await expect(page.getByRole('status').filter({ hasText: '100 shown' })).toBeVisible();
  await page.getByRole('button', { name: 'Columns and density of API users' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Limit / min' }).click();
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1920, height: 1080 });
  const limit = page.getByRole('columnheader', { name: 'Limit / min' });
  await limit.getByRole('button').click();
  await expect(limit).toHaveAttribute('aria-sort', 'ascending');
  await limit.getByRole('button').click();
  await expect(page).toHaveURL(/sort=requestsPerMinute&direction=desc/);
  await expect(page.getByRole('row').nth(1)).toContainText('Member 300');

  await page.getByRole('row').nth(1).getByRole('link').focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('status').filter({ hasText: '200 shown' })).toBeVisible();

  await page.getByRole('searchbox', { name: 'Search API users' }).fill('member 12');
  await expect(page).toHaveURL(/search=member/);
  await expect(page.getByRole('status').filter({ hasText: '10 shown' })).toBeVisible();
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Gateway' }).click();
  await page.getByRole('menuitemradio', { name: 'post' }).click();
  await expect(page.getByRole('status').filter({ hasText: '5 shown' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('row')).toHaveText([
    /Name/,
    ...['128', '126', '124', '122', '120'].map((number) => new RegExp(`Member ${number}`)),
  ]);

  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByRole('menuitem', { name: 'Monthly cap' }).click();
  await page.getByRole('menuitemradio', { name: 'Used up', exact: true }).click();
  await expect(page.getByText('No API user matches')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByRole('status').filter({ hasText: '100 shown' })).toBeVisible();
});

test('shows at once what somebody else has changed', async ({ page }) => {
  // Without the regular reading, so that nothing but the news can bring it.
  await page.addInitScript(() => {
    const start = window.setInterval.bind(window) as (...given: unknown[]) => number;
    Object.assign(window, {
      setInterval: (...given: unknown[]) => (given[1] === 10_000 ? 0 : start(...given)),
    });
  });
  await administrator.enter('/api-users?search=Member+007');
  await expect(page.getByRole('status', { name: 'Changes appear as they happen.' })).toBeVisible();
  const row = page.getByRole('row', { name: /Member 007/ });
  await expect(row).toContainText('Active');
  const found = await administrator.call<{ items: { id: string }[] }>(
    'GET',
    '/api/admin/api-users?search=Member%20007',
  );
  await administrator.call('POST', `/api/admin/api-users/${found.items[0]!.id}/revoke`, {});
  await expect(row).toContainText('Revoked');
});

test('says why the list is missing and what is old, and recovers', async ({ page }) => {
  const failure = {
    status: 500,
    json: { error: { code: 'internal', message: 'The database hiccuped.', requestId: 'r-77' } },
  };
  let isFailing = true;
  await page.route('**/api/admin/api-users?*', (route) =>
    isFailing ? route.fulfill(failure) : route.continue(),
  );
  await page.route('**/api/admin/api-users', (route) =>
    isFailing ? route.fulfill(failure) : route.continue(),
  );
  await administrator.enter('/api-users');
  const problem = page.getByRole('alert').filter({ hasText: 'API users could not be loaded' });
  await expect(problem).toContainText('The database hiccuped.');
  await expect(problem).toContainText('r-77');
  isFailing = false;
  await retry(problem, page.getByRole('row', { name: /Member 001/ }));
  isFailing = true;
  await page.getByRole('button', { name: 'Last used' }).click();
  await expect(page.getByText(/Shown as of .* refreshing failed/)).toBeVisible();
  await expect(page.getByRole('row', { name: /Member 001/ })).toBeVisible();
});

test('shows parts of an API user that can be read while another cannot', async ({ page }) => {
  await administrator.enter('/overview');
  const { apiUser } = await administrator.createUser({ displayName: 'Partly known' });
  await page.route('**/key-history', (route) => route.fulfill({ status: 503, json: {} }));
  await page.goto(`${product.consoleUrl}/api-users/${apiUser.id}?range=7d&show=requests`);
  await expect(page.getByText('Key history could not be loaded')).toBeVisible();
  await expect(page.getByText('0 requests · 0 errors · 0 tokens · 0 refused')).toBeVisible();
  await expect(page.getByLabel('Time range')).toHaveValue('7d');
  await page.getByLabel('Time range').selectOption('90d');
  await expect(page).toHaveURL(/range=90d/);
  await page.goBack();
  await expect(page.getByLabel('Time range')).toHaveValue('7d');
  await page.unroute('**/key-history');
  await retry(page.getByRole('region', { name: 'Key history' }), page.getByText('Key made'));

  await page.getByRole('button', { name: 'Delete…' }).click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('Nothing of it is in the audit log.');
  await question.getByLabel(/to confirm/).fill('Partly known');
  await question.getByRole('button', { name: 'Delete user' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'API users' })).toBeVisible();
  await page.goBack();
  await expect(page.getByText('This API user does not exist (any more)')).toBeVisible();
});
