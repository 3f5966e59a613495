import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';
import { retry } from './retry.ts';

let product: RunningProduct;
let administrator: Administrator;
let provider: Server;
let folder: string;
let home: string;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-accounts-'));
  home = join(folder, '.hermes');
  await mkdir(home);
  provider = createServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${keys.home}`;
    response
      .writeHead(isKnown ? 200 : 401)
      .end(JSON.stringify(isKnown ? { data: [{ id: 'tiny-1' }] } : { error: 'Unknown key.' }));
  }).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  product = await startProduct({ HERMES_HOME: home, CODEX_HOME: join(folder, '.codex') });
});
test.beforeEach(async ({ page }) => {
  await writeFile(join(home, 'auth.json'), JSON.stringify(authStore(), null, 2));
  administrator = new Administrator(page, product);
});
test.afterAll(async () => {
  await product?.stop();
  provider?.close();
  await rm(folder, { recursive: true, force: true });
});

test('adds a key that is shown masked before it is saved, and never again', async ({ page }) => {
  await administrator.enter('/accounts');
  await page.getByRole('button', { name: 'Add API key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Provider').fill('openrouter');
  await dialog.getByLabel('API key').fill(keys.added);
  await dialog.getByLabel('Label').fill('spare');
  await dialog.getByRole('button', { name: 'Review change…' }).click();
  await expect(page.getByRole('region', { name: /auth\.json/ })).toContainText('sk-o…8888');
  await page.getByRole('button', { name: 'Add key', exact: true }).click();
  await expect(page.getByRole('button', { name: 'spare', exact: true })).toBeVisible();
  expect((await pool()).at(-1)).toMatchObject({ label: 'spare', access_token: keys.added });
  expect(await page.content()).not.toContain(keys.added);
});

test('puts a credential into another turn with the keyboard, and saves the order', async ({
  page,
}) => {
  await administrator.enter('/accounts');
  await openRouter(page).getByRole('button', { name: 'home key', exact: true }).focus();
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page.getByRole('button', { name: 'home key', exact: true })).toBeFocused();
  await page.getByRole('button', { name: 'Review and save…' }).click();
  await page.getByRole('button', { name: 'Save order' }).click();
  await expect(page.getByText('Changed the order of OpenRouter.')).toBeVisible();
  expect((await pool()).map(({ label, priority }) => [label, priority])).toEqual([
    ['work key', 0],
    ['home key', 1],
    ['OPENROUTER_API_KEY', 2],
  ]);
});

test('removes a credential by its typed label, and takes it back', async ({ page }) => {
  await administrator.enter('/accounts');
  await choose(page, 'home key', 'Remove…');
  const button = page.getByRole('button', { name: 'Remove credential' });
  await expect(page.getByRole('region', { name: /auth\.json/ })).toBeVisible();
  await expect(button).toBeDisabled();
  await page.getByLabel(/to confirm/).fill('home key');
  await button.click();
  await expect(page.getByText('Removed home key.')).toBeVisible();
  expect((await pool()).map(({ label }) => label)).not.toContain('home key');
  await page.getByRole('button', { name: 'Take home key back' }).click();
  await page.getByRole('button', { name: 'Take back', exact: true }).click();
  await expect(page.getByText('home key is back.')).toBeVisible();
  expect((await pool())[0]).toEqual(authStore().credential_pool.openrouter[0]);
});

test('switches a borrowed credential off, and its source on again', async ({ page }) => {
  await administrator.enter('/accounts');
  await choose(page, 'OPENROUTER_API_KEY', 'Switch off…');
  await page.getByRole('button', { name: 'Switch off', exact: true }).click();
  const allow = page.getByRole('button', { name: 'Allow env:OPENROUTER_API_KEY for OpenRouter' });
  await allow.click();
  expect(await store()).toMatchObject({
    suppressed_sources: { openrouter: ['env:OPENROUTER_API_KEY'] },
  });
  await page.getByRole('button', { name: 'Allow source' }).click();
  await expect(allow).toBeHidden();
  expect(await store()).toMatchObject({ suppressed_sources: {} });
});

test('repairs a login that only the pool has', async ({ page }) => {
  await administrator.enter('/accounts');
  await page.getByRole('button', { name: 'Repair…' }).click();
  await page.getByRole('button', { name: 'Repair login' }).click();
  await expect(page.getByText('Only in the pool')).toBeHidden();
  expect(await store()).toMatchObject({
    providers: { 'xai-oauth': { tokens: { access_token: 'opaque-xai-token-0001' } } },
    active_provider: 'xai-oauth',
  });
});

test('shows what a change does to what somebody else wrote meanwhile', async ({ page }) => {
  await administrator.enter('/accounts');
  await choose(page, 'home key', 'Change label…');
  await page.getByRole('textbox', { name: 'Label' }).fill('house');
  await page.getByRole('button', { name: 'Review change…' }).click();
  const diff = page.getByRole('region', { name: /auth\.json/ });
  await expect(diff).toContainText('"house"');
  const theirs = JSON.stringify(authStore(), null, 2).replace('work key', 'their key');
  await writeFile(join(home, 'auth.json'), theirs);
  await page.getByRole('button', { name: 'Change label', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('changed these credentials meanwhile');
  await page.getByRole('button', { name: 'Change label', exact: true }).click();
  await expect(page.getByRole('button', { name: 'house', exact: true })).toBeVisible();
  expect((await pool()).map(({ label }) => label)).toEqual([
    'house',
    'their key',
    'OPENROUTER_API_KEY',
  ]);
});

test('tries a credential, and one that its provider refuses', async ({ page }) => {
  await administrator.enter('/accounts');
  await page.getByRole('button', { name: 'home key', exact: true }).click();
  await page.getByRole('button', { name: 'Ask for its models' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Accepted' })).toContainText('tiny-1');
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { name: 'work key' })).toBeVisible();
  await page.getByRole('button', { name: 'Ask for its models' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Not accepted' })).toContainText(
    'Unknown key.',
  );
});

test('follows what Hermes writes, and keeps the search in the address', async ({ page }) => {
  await administrator.enter('/accounts');
  await page.getByLabel('Search accounts').fill('openrouter');
  await expect(page).toHaveURL(/q=openrouter/);
  await expect(page.getByRole('region', { name: 'xAI Grok (OAuth)' })).toBeHidden();
  const refreshed = JSON.stringify(authStore(), null, 2).replace('home key', 'renamed elsewhere');
  await writeFile(join(home, 'auth.json'), refreshed);
  await expect(page.getByRole('button', { name: 'renamed elsewhere', exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('region', { name: 'xAI Grok (OAuth)' })).toBeHidden();
});

test('names a file that is half-written, offers to retry when the server fails, and says when there is nothing', async ({
  page,
}) => {
  await writeFile(join(home, 'auth.json'), '{"credential_pool": {');
  await administrator.enter('/accounts');
  await expect(page.getByRole('alert')).toContainText('auth.json cannot be used');
  await page.route('**/api/admin/hermes/accounts?*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'It broke.' } } }),
  );
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('It broke.');
  await page.unroute('**/api/admin/hermes/accounts?*');
  await retry(page.getByRole('main'), page.getByText('auth.json cannot be used'));
  await expect(page.getByRole('alert')).toContainText('auth.json cannot be used');
  await rm(join(home, 'auth.json'));
  await expect(page.getByText('Hermes has no account yet')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('list, details and review of a change have no violation', async ({ page }) => {
      await administrator.enter('/accounts');
      await expect(openRouter(page)).toBeVisible();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'home key', exact: true }).click();
      await expect(page.getByRole('heading', { name: 'home key' })).toBeVisible();
      await expectAccessible(page);
      await page.setViewportSize({ width: 390, height: 844 });
      await page.getByRole('button', { name: 'Close home key' }).click();
      await choose(page, 'home key', 'Remove…');
      await expect(page.getByRole('region', { name: /auth\.json/ })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Add API key' }).click();
      await page.getByRole('button', { name: 'Review change…' }).click();
      await expectAccessible(page);
    });
  });

async function expectAccessible(page: Page): Promise<void> {
  // Colours are judged when they have settled.
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map((each) => each.finished)),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 200))]),
  ).toEqual([]);
}

const openRouter = (page: Page): Locator => page.getByRole('region', { name: 'OpenRouter' });

async function choose(page: Page, account: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${account}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

type Store = ReturnType<typeof authStore>;
const store = async () => JSON.parse(await readFile(join(home, 'auth.json'), 'utf8')) as Store;
const pool = async () => (await store()).credential_pool.openrouter;

const keys = {
  home: 'sk-or-v1-0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  work: 'sk-or-v1-9f8e7d6c5b4a39281706f5e4d3c2b1a0',
  added: 'sk-or-v1-ffffeeeeddddccccbbbbaaaa99998888',
};

function authStore() {
  const base_url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`;
  const entry = (id: string, label: string, priority: number, more: object) => ({
    id,
    label,
    auth_type: 'api_key',
    priority,
    source: 'manual',
    base_url,
    ...more,
  });
  return {
    version: 1,
    providers: {},
    credential_pool: {
      openrouter: [
        entry('a4c29d', 'home key', 0, { access_token: keys.home }),
        entry('a66f4a', 'work key', 1, { access_token: keys.work }),
        entry('b7e05a', 'OPENROUTER_API_KEY', 2, { source: 'env:OPENROUTER_API_KEY' }),
      ],
      'xai-oauth': [
        entry('9a1000', 'grok', 0, {
          auth_type: 'oauth',
          source: 'manual:device_code',
          access_token: 'opaque-xai-token-0001',
        }),
      ],
    },
  };
}
