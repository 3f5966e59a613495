import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let home: string;
let product: RunningProduct;
let administrator: Administrator;
const text = (name: string) => `---\nname: ${name}\ndescription: Does ${name}.\n---\n# ${name}\n`;
const put = async (path: string, content: string) => {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), content);
};

test.beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hcp-skills-'));
  // Deletes as the real command does, after its question was answered.
  const command = join(home, 'hermes-command');
  await writeFile(
    command,
    `#!/bin/sh\n[ "$3 $4" = "skills uninstall" ] && read answer && [ "$answer" = y ] && rm -r "${home}/skills/$5" "${home}/skills/.hub"\nexit 0\n`,
  );
  await chmod(command, 0o755);
  product = await startProduct({ HERMES_HOME: home, HERMES_BIN: command });
});
test.beforeEach(async ({ page }) => {
  administrator = new Administrator(page, product);
  await rm(join(home, 'skills'), { recursive: true, force: true });
  await put('config.yaml', '# mine\nmodel: x   # good\n');
  await put('skills/ops/runbook/SKILL.md', text('runbook'));
  await put('skills/csv-cleaner/SKILL.md', text('csv-cleaner'));
  await put('skills/.hub/lock.json', '{"installed":{"csv-cleaner":{"source":"github"}}}');
});
test.afterAll(async () => {
  await product?.stop();
  await rm(home, { recursive: true, force: true });
});

test('a skill is found, switched off, and back on', async ({ page }) => {
  await administrator.enter('/skills');
  await page.getByLabel('Search skills').fill('runbook');
  await expect(page).toHaveURL(/search=runbook/);
  await page.getByRole('button', { name: 'runbook', exact: true }).click();
  await expect(page).toHaveURL(/skill=ops/);
  await page.getByRole('button', { name: 'Disable…' }).click();
  const question = page.getByRole('alertdialog', { name: 'Disable runbook?' });
  await expect(question).toContainText('skills.disabled: [runbook]');
  await question.getByRole('button', { name: 'Disable skill' }).click();
  await expect(page.getByText('Disabled runbook.')).toBeVisible();
  expect(await readFile(join(home, 'config.yaml'), 'utf8')).toBe(
    '# mine\nmodel: x   # good\nskills:\n  disabled:\n    - runbook\n',
  );
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'Disable…' })).toBeVisible();
  await expect.poll(() => readFile(join(home, 'config.yaml'), 'utf8')).not.toContain('- runbook');
});

test('what is selected while the editor still loads is selected in it, so that typing replaces it', async ({
  page,
}) => {
  await administrator.enter('/skills?skill=ops/runbook');
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Edit SKILL.md' }).click();
  const area = page.locator('textarea');
  await area.focus();
  await page.keyboard.press('Control+a');
  letGo();
  await expect(area).toBeHidden();
  await page.keyboard.type('New.');
  await expect(page.locator('.cm-content')).toHaveText('New.');
});

test('the editor takes the place of the text area in one step', async ({ page }) => {
  await page.addInitScript(() => {
    const fields = () => document.querySelectorAll('textarea, .cm-content').length;
    let most = 0;
    new MutationObserver(() => {
      most = Math.max(most, fields());
      document.documentElement.dataset['most'] = `${most}`;
    }).observe(document, { childList: true, subtree: true });
  });
  await administrator.enter('/skills?skill=ops/runbook');
  await page.getByRole('button', { name: 'Edit SKILL.md' }).click();
  await expect(page.locator('.cm-content')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-most', '1');
});

test('the text of a local skill is changed after a look at the difference', async ({ page }) => {
  await administrator.enter('/skills?skill=ops/runbook');
  await page.getByRole('button', { name: 'Edit SKILL.md' }).click();
  await page.getByRole('textbox', { name: 'SKILL.md' }).fill(`${text('runbook')}One more step.\n`);
  await page.getByRole('button', { name: 'Review and save…' }).click();
  await expect(page.getByRole('dialog', { name: 'Save SKILL.md?' })).toContainText('1 line added');
  await page.getByRole('button', { name: 'Save SKILL.md' }).click();
  await expect(page.getByText('Saved SKILL.md.')).toBeVisible();
  expect(await readFile(join(home, 'skills/ops/runbook/SKILL.md'), 'utf8')).toBe(
    `${text('runbook')}One more step.\n`,
  );
});

test('a skill of a registry is uninstalled by the command, and that is checked', async ({
  page,
}) => {
  await administrator.enter('/skills?skill=csv-cleaner');
  await expect(page.getByText('Read only. It comes from a registry')).toBeVisible();
  await page.getByRole('button', { name: 'Uninstall…' }).click();
  await page.getByRole('button', { name: 'Uninstall skill' }).click();
  await expect(page.getByText('Checked afterwards: It is not installed any more.')).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByText('1 local — 1 enabled', { exact: false })).toBeVisible();
});

test('an empty home says where skills come from, and a failing server what failed', async ({
  page,
}) => {
  await rm(join(home, 'skills'), { recursive: true });
  await administrator.enter('/skills');
  await expect(page.getByText('No skills', { exact: true })).toBeVisible();
  await page.route('**/api/admin/hermes/skills?*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await page.reload();
  await expect(page.getByText('Skills could not be loaded')).toBeVisible();
});
