import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import {
  startWebhookGateway,
  type WebhookGateway,
} from '../server/testing/fake-webhook-gateway.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let home: string;
let gateway: WebhookGateway;
let product: RunningProduct;
let administrator: Administrator;
const file = () => join(home, 'webhook_subscriptions.json');
const stored = async () =>
  JSON.parse(await readFile(file(), 'utf8')) as Record<string, Record<string, unknown>>;
const deploy = { description: 'Deploys', events: ['push'], secret: 'fake-webhook-secret-0001' };

test.beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hcp-webhooks-'));
  gateway = await startWebhookGateway();
  product = await startProduct({ HERMES_HOME: home });
});
test.beforeEach(async ({ page }) => {
  administrator = new Administrator(page, product);
  await writeFile(file(), JSON.stringify({ deploy }, null, 2));
  await writeFile(
    join(home, 'config.yaml'),
    `platforms: {webhook: {enabled: true, extra: {host: 127.0.0.1, port: ${gateway.port}}}}\n`,
  );
});
test.afterAll(async () => {
  await product?.stop();
  await gateway?.close();
  await rm(home, { recursive: true, force: true });
});

test('a webhook is made, tried with its own secret, switched off, deleted and brought back', async ({
  page,
}) => {
  await administrator.enter('/webhooks');
  await page.getByRole('button', { name: 'New webhook…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New webhook' });
  await dialog.getByLabel('Name', { exact: true }).fill('deploy');
  await dialog.getByRole('button', { name: 'Review…' }).click();
  await expect(dialog).toContainText('There is a webhook deploy already.');
  await dialog.getByLabel('Name', { exact: true }).fill('Issue Opened');
  await dialog.getByLabel('Events').fill('issues, issue_comment');
  await dialog.getByRole('textbox', { name: 'Prompt' }).fill('Issue {issue.title}');
  await dialog.getByRole('button', { name: 'Review…' }).click();
  await expect(dialog).toContainText('"issue-opened"');
  await expect(dialog).toContainText('made when it is saved');
  await dialog.getByRole('button', { name: 'Save webhook' }).click();
  const shown = page.getByRole('dialog', { name: 'Secret of issue-opened' });
  const secret = (await shown.locator('.key code').textContent())!;
  expect((await stored())['issue-opened']).toMatchObject({
    secret,
    events: ['issues', 'issue_comment'],
  });
  await shown.getByLabel('I have stored it').check();
  await shown.getByRole('button', { name: 'Close' }).click();

  gateway.secrets = { 'issue-opened': secret };
  await page.getByRole('link', { name: 'issue-opened' }).click();
  await expect(page).toHaveURL(/webhook=issue-opened/);
  await page.getByRole('button', { name: 'Send test event' }).click();
  await expect(page.getByText('Accepted: Hermes works on it now.')).toBeVisible();
  expect(gateway.received.at(-1)).toMatchObject({ route: 'issue-opened' });
  await page.getByRole('combobox', { name: 'Event' }).selectOption('issues');
  await page.getByRole('button', { name: 'Send event…' }).click();
  await page.getByRole('button', { name: 'Send event', exact: true }).click();
  await expect.poll(() => gateway.received.at(-1)?.body ?? '').toContain('"issues"');
  await page.getByRole('button', { name: 'Show as curl' }).click();
  const curl = page.getByRole('region', { name: 'call for curl' });
  await expect(curl).toContainText('x-webhook-signature-v2');
  expect(await page.content()).not.toContain(secret);

  await page.getByRole('button', { name: 'Disable…' }).click();
  await page.getByRole('button', { name: 'Disable webhook' }).click();
  await expect(page.getByRole('button', { name: 'Enable…' })).toBeVisible();
  expect((await stored())['issue-opened']!.enabled).toBe(false);
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete webhook' }).click();
  await expect.poll(async () => Object.keys(await stored())).toEqual(['deploy']);
  await expect(page.getByRole('link', { name: 'issue-opened' })).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.getByText('Taken back.')).toBeVisible();
  expect((await stored())['issue-opened']!.secret).toBe(secret);
});

test('a change that Hermes made meanwhile is shown, and kept', async ({ page }) => {
  await administrator.enter('/webhooks');
  await page.getByRole('button', { name: 'Actions for deploy' }).click();
  await page.getByRole('menuitem', { name: 'Edit…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit deploy' });
  await dialog.getByLabel('Description').fill('Deploys to production');
  await dialog.getByRole('button', { name: 'Review…' }).click();
  await expect(dialog).toContainText('Deploys to production');
  await dialog.getByRole('button', { name: /Show 3 unchanged lines/ }).click();
  await expect(dialog).toContainText('fake…0001');
  await writeFile(file(), JSON.stringify({ deploy, theirs: { secret: 'x' } }, null, 2));
  await dialog.getByRole('button', { name: 'Save webhook' }).click();
  await expect(dialog.getByRole('alert')).toContainText('changed meanwhile');
  expect((await stored()).deploy!.description).toBe('Deploys');
  await dialog.getByRole('button', { name: 'Review…' }).click();
  await expect(dialog).toContainText('The file was changed since you began.');
  await dialog.getByRole('button', { name: 'Save webhook' }).click();
  await expect(page.getByText('Saved deploy.')).toBeVisible();
  expect(await stored()).toMatchObject({
    deploy: { description: 'Deploys to production' },
    theirs: {},
  });
});

test('what keeps events from arriving is told, and so is a file that is no JSON', async ({
  page,
}) => {
  await writeFile(join(home, 'config.yaml'), 'model: x\n');
  await administrator.enter('/webhooks');
  await expect(page.getByText('The webhook platform is not enabled')).toBeVisible();
  await writeFile(file(), '{"deploy": {');
  await expect(page.getByText('could not be read: it is not valid JSON')).toBeVisible();
  await expect(page.getByRole('button', { name: 'New webhook…' })).toBeDisabled();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`details and the form have no violation in the ${colorScheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await administrator.enter('/webhooks?webhook=deploy');
    await expect(page.getByRole('heading', { name: 'Try it' })).toBeVisible();
    await page.getByRole('button', { name: 'Show as curl' }).click();
    await expect(page.getByRole('region', { name: 'script that signs' })).toBeVisible();
    const check = async () => {
      await page.evaluate(() =>
        Promise.allSettled(document.getAnimations().map((each) => each.finished)),
      );
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    };
    await check();
    await page.getByRole('button', { name: 'Edit…' }).click();
    await expect(page.getByRole('dialog', { name: 'Edit deploy' })).toBeVisible();
    await check();
  });
