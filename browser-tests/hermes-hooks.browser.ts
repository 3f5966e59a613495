import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { writeFakeHermesHooks } from '../server/testing/fake-hermes-hooks.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let home: string;
let product: RunningProduct;
let administrator: Administrator;
const put = async (path: string, content: string) => {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), content);
};
const text = (path: string) => readFile(join(home, path), 'utf8');
const script = () => join(home, 'agent-hooks/guard.sh');

test.beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hcp-hooks-'));
  const command = await writeFakeHermesHooks(join(home, 'bin/hermes'));
  product = await startProduct({ HERMES_HOME: home, HERMES_BIN: command });
});
test.beforeEach(async ({ page }) => {
  administrator = new Administrator(page, product);
  for (const path of ['hooks', 'shell-hooks-allowlist.json'])
    await rm(join(home, path), { recursive: true, force: true });
  await put('config.yaml', '# mine\nmodel: x   # good\n');
  await put('agent-hooks/guard.sh', '#!/bin/sh\ncat >/dev/null\necho "{}"\n');
  await chmod(script(), 0o755);
});
test.afterAll(async () => {
  await product?.stop();
  await rm(home, { recursive: true, force: true });
});

test('a hook is added, consented to, tested, and consent is revoked', async ({ page }) => {
  await administrator.enter('/hooks');
  await page.getByRole('button', { name: 'Add the first one…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New shell hook' });
  await dialog.getByLabel('Command').fill(script());
  await dialog.getByLabel('Matcher').fill('terminal');
  await dialog.getByRole('button', { name: 'Review…' }).click();
  await expect(dialog).toContainText('matcher: terminal');
  await dialog.getByRole('button', { name: 'Save hook' }).click();

  const question = page.getByRole('dialog', { name: 'Consent to this command?' });
  await expect(question).toContainText('cat >/dev/null');
  expect(await text('config.yaml')).toBe(
    `# mine\nmodel: x   # good\nhooks:\n  pre_tool_call:\n    - matcher: terminal\n      command: ${script()}\n`,
  );
  await question.getByRole('button', { name: 'Not now' }).click();
  await expect(page.getByText('1 hook is not enforced.')).toBeVisible();

  await page.getByRole('button', { name: 'Consent to' }).click();
  const consent = question.getByRole('button', { name: 'Consent to command' });
  await expect(consent).toBeDisabled();
  await question.getByRole('checkbox').check();
  await consent.click();
  await expect(page.getByText('1 hook is not enforced.')).toBeHidden();
  expect(JSON.parse(await text('shell-hooks-allowlist.json'))).toMatchObject({
    approvals: [{ event: 'pre_tool_call', command: script() }],
  });

  const actions = page.getByRole('button', { name: 'Actions for the hook at pre_tool_call' });
  await actions.click();
  await page.getByRole('menuitem', { name: 'Test…' }).click();
  await page.getByRole('button', { name: 'Run hooks' }).click();
  await expect(page.getByText(/Checked afterwards: exit 0 after \d+ ms/)).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();

  await actions.click();
  await page.getByRole('menuitem', { name: 'Revoke consent…' }).click();
  await page.getByRole('button', { name: 'Revoke consent' }).click();
  await expect(page.getByText('Checked afterwards: The allowlist does not name it')).toBeVisible();
  expect(JSON.parse(await text('shell-hooks-allowlist.json'))).toEqual({ approvals: [] });
});

test('what somebody else wrote meanwhile is shown before it is changed', async ({ page }) => {
  await put('config.yaml', 'hooks:\n  pre_tool_call:\n    - command: a.sh\n');
  await administrator.enter('/hooks');
  await page.getByRole('button', { name: 'Actions for the hook at pre_tool_call' }).click();
  await page.getByRole('menuitem', { name: 'Edit…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change the hook at pre_tool_call' });
  await dialog.getByLabel('Timeout in seconds').fill('5');
  await dialog.getByRole('button', { name: 'Review…' }).click();
  await expect(dialog).toContainText('timeout: 5');
  await put('config.yaml', 'hooks:\n  pre_tool_call:\n    - command: a.sh\nmodel: theirs\n');
  await dialog.getByRole('button', { name: 'Save hook' }).click();
  await expect(dialog.getByRole('alert')).toContainText('has been changed meanwhile');
  await dialog.getByRole('button', { name: 'Review…' }).click();
  await expect(dialog).toContainText('model: theirs');
  await dialog.getByRole('button', { name: 'Save hook' }).click();
  await expect(dialog).toBeHidden();
  expect(await text('config.yaml')).toBe(
    'hooks:\n  pre_tool_call:\n    - command: a.sh\n      timeout: 5\nmodel: theirs\n',
  );
});

test('files that cannot be used are named, and hooks of the gateway are read', async ({ page }) => {
  await put('config.yaml', 'hooks: [\n');
  await put('shell-hooks-allowlist.json', '{"approvals": [');
  await put('hooks/mute/HOOK.yaml', 'name: mute\nevents: agent:end\n');
  await put('hooks/mute/handler.py', 'API_KEY = "hush-hush-hush"\ndef handle(e, c):\n    pass\n');
  await administrator.enter('/hooks');
  await expect(page.getByText('config.yaml could not be read: it is not valid YAML')).toBeVisible();
  await expect(page.getByText('shell-hooks-allowlist.json could not be read')).toBeVisible();
  await expect(page.getByRole('button', { name: 'New hook…' })).toBeDisabled();
  await page.getByRole('link', { name: 'Gateway hooks' }).click();
  await expect(page).toHaveURL(/tab=gateway/);
  await expect(page.getByText('takes each letter for an event')).toBeVisible();
  await page.getByRole('link', { name: 'mute', exact: true }).click();
  await expect(page.getByText('API_KEY = "[hidden]"')).toBeVisible();
  await page.route('**/api/admin/hermes/hooks?*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await page.reload();
  await expect(page.getByText('Gateway hooks could not be loaded')).toBeVisible();
});
