import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import {
  startPathProxy,
  type PathProxy,
  type PathProxyManner,
} from '../server/testing/path-proxy.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

const path = '/hermes';
const manners: readonly PathProxyManner[] = ['strips', 'passes on'];
const proxies = new Map<PathProxyManner, PathProxy>();
let product: RunningProduct;

test.beforeAll(async () => {
  for (const manner of manners) proxies.set(manner, await startPathProxy(path, manner));
  const { origin } = proxies.get('passes on')!;
  product = await startProduct({ HERMES_PUBLIC_URL: `${origin}${path}/` });
  for (const proxy of proxies.values()) proxy.passTo(Number(new URL(product.consoleUrl).port));
});
test.afterAll(async () => {
  for (const proxy of proxies.values()) await proxy.close();
  await product?.stop();
});

for (const manner of manners)
  test(`is whole below a path of a host when the proxy ${manner} that path`, async ({
    page,
    context,
  }) => {
    const proxy = proxies.get(manner)!;
    const consoleUrl = proxy.origin + path;
    const administrator = new Administrator(page, { ...product, consoleUrl });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });

    await test.step('signs in from the address without a slash', async () => {
      await page.goto(consoleUrl);
      await expect(page).toHaveURL(`${consoleUrl}/login?next=%2Foverview`);
      await page.getByLabel('User name').fill(product.username);
      await page.getByLabel('Password', { exact: true }).fill(product.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page).toHaveURL(`${consoleUrl}/overview`);
      await expect(page.getByRole('region', { name: 'Gateways' })).toContainText(product.pre);
      const paths = new Set((await context.cookies()).map((cookie) => cookie.path));
      expect([...paths].sort()).toEqual([path, `${path}/api/auth`]);
    });

    await test.step('shows live what somebody else does', async () => {
      const live = page.waitForResponse((response) => response.url().includes('/api/admin/live?'));
      await administrator.goTo('API users');
      expect((await live).status()).toBe(200);
      expect((await live).url()).toContain(`${consoleUrl}/api/admin/live?`);
      await administrator.createUser({ displayName: `Newcomer who ${manner}` });
      await expect(page.getByRole('row', { name: `Newcomer who ${manner}` })).toBeVisible();
    });

    await test.step('downloads a file', async () => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download CSV' }).click(),
      ]);
      expect(await readFile(await download.path(), 'utf8')).toContain(`Newcomer who ${manner}`);
    });

    await test.step('opens a page again from its address', async () => {
      await page.getByRole('link', { name: `Newcomer who ${manner}` }).click();
      await expect(page).toHaveURL(new RegExp(`^${consoleUrl}/api-users/[^/]+$`));
      await page.reload();
      await expect(page.getByRole('heading', { level: 1 })).toContainText('Newcomer');
      await page.getByRole('button', { name: 'Copy link to this API user' }).click();
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
    });

    await test.step('asks in the playground', async () => {
      await page.getByRole('navigation').getByRole('link', { name: 'Playground' }).click();
      const user = page.getByRole('combobox', { name: 'API user' });
      await user.fill(`Newcomer who ${manner}`);
      await expect(page).toHaveURL(/apiUserId=/);
      await expect(page.getByRole('combobox', { name: 'Model' })).not.toHaveValue('');
      await page.getByRole('textbox', { name: 'Message' }).fill('Hello');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('log').getByText(/tokens/)).toHaveCount(1);
    });

    await test.step('leads to the description of its API', async () => {
      await page.goto(`${consoleUrl}/account`);
      const docs = page.getByRole('link', { name: 'what there is' });
      await expect(docs).toHaveAttribute('href', `${path}/api/docs`);
      await page.goto(`${consoleUrl}/api/docs`);
      await expect(page.getByRole('combobox')).toHaveValue(path);
    });

    await test.step('finds every page where the navigation says', async () => {
      await page.goto(`${consoleUrl}/overview`);
      const links = page.getByRole('navigation').getByRole('link');
      await expect(links.first()).toBeVisible();
      const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')!));
      expect(hrefs.length).toBeGreaterThan(10);
      for (const href of hrefs) {
        expect(href).toMatch(/^\/hermes\/./);
        await page.goto(proxy.origin + href);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        expect(page.url()).toContain(proxy.origin + href.replace(/\?.*/, ''));
      }
    });

    await test.step('signs out', async () => {
      await page.goto(`${consoleUrl}/audit`);
      await administrator.signOut();
      await expect(page).toHaveURL(`${consoleUrl}/login`);
      const names = (await context.cookies()).map(({ name }) => name);
      expect(names).not.toContain('hermes_session');
    });

    expect(proxy.astray).toEqual([]);
    expect(complaints).toEqual([]);
  });

test('leads below the path when it is opened at its own port', async ({ page }) => {
  await page.goto(product.consoleUrl);
  await expect(page).toHaveURL(`${product.consoleUrl}${path}/login?next=%2Foverview`);
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
});
