import { expect, test } from '@playwright/test';
import { startFakeBehind, type FakeBehind } from '../server/testing/fake-behind.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

const viewerPassword = 'a password for a viewer';
let dashboard: FakeBehind;
let product: RunningProduct;
let administrator: Administrator;

test.beforeAll(async () => {
  dashboard = await startFakeBehind({
    '/': (response) =>
      response.setHeader('content-type', 'text/html').end('<h1>Dashboard of Hermes</h1>'),
  });
  product = await startProduct({
    HERMES_DASHBOARD_URL: `http://127.0.0.1:${dashboard.port}`,
    HERMES_ALLOWED_CIDRS: '127.0.0.1, 192.0.2.0/24',
  });
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterAll(async () => {
  await product?.stop();
  await dashboard?.close();
});

test('administrators open the dashboard of Hermes in a tab of its own', async ({
  page,
  context,
}) => {
  await administrator.enter();
  const link = page.getByRole('link', { name: /^Hermes dashboard/ });
  const byLink = context.waitForEvent('page');
  await link.click();
  const tab = await byLink;
  await expect(tab.getByRole('heading', { name: 'Dashboard of Hermes' })).toBeVisible();
  expect(new URL(tab.url()).pathname).toBe('/hermes-dashboard/');
  expect(await tab.evaluate(() => window.opener === null)).toBe(true);

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Search pages/ }).fill('hermes dashboard');
  await expect(page.getByRole('option', { name: /^Hermes dashboard/ })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  const byPalette = context.waitForEvent('page');
  await page.keyboard.press('Enter');
  await expect((await byPalette).getByRole('heading')).toHaveText('Dashboard of Hermes');
});

test('viewers are not led there', async ({ page, browser }) => {
  await administrator.enter();
  await administrator.call('POST', '/api/admin/administrators', {
    username: 'vera',
    role: 'viewer',
    password: viewerPassword,
  });
  const hers = await (await browser.newContext()).newPage();
  const vera = { ...product, username: 'vera', password: viewerPassword };
  await new Administrator(hers, vera).enter('/system');
  await expect(hers.getByRole('link', { name: 'Hermes status' })).toBeVisible();
  await expect(hers.getByRole('link', { name: /^Hermes dashboard/ })).toHaveCount(0);
  await hers.context().close();
  await expect(page.getByRole('link', { name: /^Hermes dashboard/ })).toBeVisible();
});

test('the system page says what listens where, and whether the dashboard answers', async ({
  page,
}) => {
  await administrator.enter('/system');
  const listening = page.getByRole('region', { name: 'Listening' });
  await expect(listening).toContainText(product.consoleUrl.slice('http://'.length));
  await expect(listening).toContainText(`127.0.0.1:${dashboard.port}`);
  await expect(listening.getByText('This machine')).toHaveCount(4);
  const health = page.getByRole('region', { name: 'Health' });
  await expect(health).toContainText(/Hermes dashboard\s*It answers in \d+ ms/);
});

test('the settings show the operator the address that the list is compared with', async ({
  page,
}) => {
  await administrator.enter('/system/settings');
  const tile = page.getByRole('region', { name: 'Who may reach this console' });
  await expect(tile).toContainText('127.0.0.1, 192.0.2.0/24');
  await expect(tile.getByText('In the list')).toBeVisible();
  await page.setExtraHTTPHeaders({ 'x-forwarded-for': '198.51.100.7' });
  await page.reload();
  await expect(tile).toContainText('would judge the proxy');
});
