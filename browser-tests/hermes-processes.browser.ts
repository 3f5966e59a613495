import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startTimeOf } from '../server/http/process-start-time.ts';
import { writeKeptGateway } from '../server/testing/fake-kept-gateway.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let folder: string;
let product: RunningProduct;
let administrator: Administrator;

const home = (path: string) => join(folder, 'home', path);
const noted = async () =>
  JSON.parse(await readFile(home('gateway.pid'), 'utf8')) as { readonly pid: number };

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-processes-'));
  await mkdir(home('profiles/coder'), { recursive: true });
  await writeFile(home('.env'), 'TELEGRAM_PASSWORD=a-password-of-somebody\n');
  await writeFile(home('says'), 'signing in with a-password-of-somebody');
  await writeFile(home('profiles/coder/mode'), 'crash');
  product = await startProduct({
    HERMES_HOME: join(folder, 'home'),
    HERMES_BIN: await writeKeptGateway(join(folder, 'bin/hermes')),
    HERMES_SUPERVISED_GATEWAYS: 'default,coder',
    // Proxies are no part of this.
    HERMES_PRE_UPSTREAM_URL: 'http://127.0.0.1:9',
    HERMES_POST_UPSTREAM_URL: 'http://127.0.0.1:9',
  });
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a gateway that is kept running is watched, read, restarted and stopped', async ({ page }) => {
  await administrator.enter('/hermes/status');
  const tile = page.getByRole('region', { name: 'Processes' });
  const row = tile.getByRole('listitem').filter({ hasText: 'profile default' });
  await expect(row).toContainText('Running');
  const { pid } = await noted();
  await expect(row).toContainText(String(pid));
  await expect(page.getByRole('button', { name: 'Run…' })).toBeDisabled();

  await row.getByRole('button', { name: 'Show log of gateway-default' }).click();
  await expect(row.getByRole('region', { name: 'logs/hermes-gateway-default.log' })).toContainText(
    'signing in with [hidden]',
  );

  await row.getByRole('button', { name: 'Restart gateway-default' }).click();
  const question = page.getByRole('alertdialog', {
    name: 'Restart hermes gateway run of default?',
  });
  await expect(question).toContainText(`process ${pid}`);
  await question.getByRole('button', { name: 'Restart process' }).click();
  await expect(row).toContainText('Running');
  await expect(async () => expect((await noted()).pid).not.toBe(pid)).toPass();
  const second = (await noted()).pid;
  await expect(row).toContainText(String(second));

  await row.getByRole('button', { name: 'Stop gateway-default' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stop process' }).click();
  await expect(row).toContainText('Stopped');
  expect(startTimeOf(second)).toBeUndefined();
  await row.getByRole('button', { name: 'Start gateway-default', exact: true }).click();
  await expect(async () => expect(startTimeOf((await noted()).pid)).toBeDefined()).toPass();
  await expect(row).toContainText('Running');
});

test('a gateway that keeps ending says so, with what it said last', async ({ page }) => {
  await administrator.enter('/hermes/status?profile=coder');
  const tile = page.getByRole('region', { name: 'Processes' });
  const row = tile.getByRole('listitem').filter({ hasText: 'profile coder' });
  await expect(row).toContainText('Keeps ending', { timeout: 60_000 });
  await expect(row).toContainText('ERROR gateway.run: no such platform (exit code 3)');
  await writeFile(home('profiles/coder/mode'), '');
  await row.getByRole('button', { name: 'Start gateway-coder', exact: true }).click();
  await expect(row).toContainText('Running');
});

test('the gateways of all profiles are not to be ended while one is kept running', async ({
  page,
}) => {
  await administrator.enter('/hermes/status');
  await page.getByRole('button', { name: 'More' }).click();
  const items = page.getByRole('menuitem', { name: /all profiles|all gateways/ });
  await expect(items).toHaveCount(3);
  for (const item of await items.all()) {
    await expect(item).toBeDisabled();
    await expect(item).toContainText(
      'This console keeps default and coder running: see Processes.',
    );
  }
});
