import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { pairingRequest, writePairingVerbs } from '../server/testing/fake-pairing-verbs.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let folder: string;
let product: RunningProduct;
let administrator: Administrator;
const code = 'ABCD2345';
const at = (name: string) => join(folder, '.hermes/platforms/pairing', name);
const put = (name: string, content: unknown) => writeFile(at(name), JSON.stringify(content));
const stored = async (name: string) =>
  JSON.parse(await readFile(at(name), 'utf8')) as Record<string, unknown>;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-pairing-'));
  await mkdir(at('.'), { recursive: true });
  const command = await writePairingVerbs(join(folder, 'bin/hermes'));
  product = await startProduct({ HERMES_HOME: join(folder, '.hermes'), HERMES_BIN: command });
});
test.beforeEach(async ({ page }) => {
  administrator = new Administrator(page, product);
  await put('telegram-pending.json', {
    r1: pairingRequest(code, '700000077', 'stranger', new Date(Date.now() - 600_000)),
    r2: pairingRequest('WXYZ6789', '700000088', 'other', new Date(Date.now() - 5_400_000)),
  });
  await put('telegram-approved.json', {
    '700000001': { user_name: 'dev_example', approved_at: 1_795_220_804 },
  });
});
test.afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a user is approved by the right code only, and loses access again', async ({ page }) => {
  await administrator.enter('/pairing');
  await expect(page.getByRole('button', { name: 'Approve other…' })).toBeDisabled();
  await page.getByRole('button', { name: 'Approve stranger…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve stranger' });
  await dialog.getByLabel('Code').fill('WXYZ6780');
  await dialog.getByRole('button', { name: 'Approve user' }).click();
  await expect(dialog).toContainText('A code has eight letters and digits');
  await dialog.getByLabel('Code').fill('WXYZ6782');
  await dialog.getByRole('button', { name: 'Approve user' }).click();
  await expect(dialog.getByRole('alert')).toContainText('No request that is open has this code.');
  await dialog.getByLabel('Code').fill('abcd-2345');
  await dialog.getByRole('button', { name: 'Approve user' }).click();
  await expect(page.getByText('Checked afterwards: The user is approved.')).toBeVisible();
  expect(await page.content()).not.toContain(code);
  expect(Object.keys(await stored('telegram-approved.json'))).toContain('700000077');
  await page.getByRole('button', { name: 'Close', exact: true }).click();

  await page.getByRole('button', { name: 'Revoke the access of stranger…' }).click();
  await page.getByRole('button', { name: 'Revoke access' }).click();
  await expect(page.getByText('The user is not approved any more.')).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  expect(Object.keys(await stored('telegram-approved.json'))).toEqual(['700000001']);

  await page.getByRole('button', { name: 'Clear all…' }).click();
  await page.getByRole('button', { name: 'Clear requests' }).click();
  await expect(page.getByText('None of the requests is left.')).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByText('No requests')).toBeVisible();
  expect(await stored('telegram-pending.json')).toEqual({});
});

test('a file that is half-written is named, and so is a server that fails', async ({ page }) => {
  await writeFile(at('telegram-pending.json'), '{"r1"');
  await administrator.enter('/pairing');
  await expect(page.getByText('it is not valid JSON, or only half of it')).toBeVisible();
  await expect(page.getByText('dev_example')).toBeVisible();
  await page.route('**/api/admin/hermes/pairing?*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await page.reload();
  await expect(page.getByText('Requests could not be loaded')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`lists and the question have no violation in the ${colorScheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await administrator.enter('/pairing');
    await page.getByRole('button', { name: 'Approve stranger…' }).click();
    await expect(page.getByRole('dialog', { name: 'Approve stranger' })).toBeVisible();
    const check = async () => {
      await page.evaluate(() =>
        Promise.allSettled(document.getAnimations().map((each) => each.finished)),
      );
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    };
    await check();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
    await check();
  });
