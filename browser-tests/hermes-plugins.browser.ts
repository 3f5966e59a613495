import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { writePluginVerbs } from '../server/testing/fake-plugin-verbs.ts';
import {
  createPluginRepository,
  type PluginRepository,
} from '../server/testing/plugin-repository.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let folder: string;
let home: string;
let product: RunningProduct;
let repository: PluginRepository;
let administrator: Administrator;
const program = 'def register(ctx):\n    pass\n';
const put = async (path: string, content: string) => {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), content);
};
const config = () => readFile(join(home, 'config.yaml'), 'utf8');

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-plugins-'));
  home = join(folder, 'home');
  await mkdir(home);
  repository = await createPluginRepository(join(folder, 'repository'));
  await repository.commit({
    'plugin.yaml': 'name: notes\nversion: 2.0.0\nprovides_tools: [take_note]\n',
    '__init__.py': program,
    'README.md': '# Notes\n\nKeeps notes.\n',
  });
  const command = await writePluginVerbs(join(folder, 'hermes'));
  product = await startProduct({ HERMES_HOME: home, HERMES_BIN: command });
});
test.beforeEach(async ({ page }) => {
  administrator = new Administrator(page, product);
  await rm(join(home, 'plugins'), { recursive: true, force: true });
  await put('config.yaml', '# mine\nmodel: x   # good\n');
  await put('plugins/greeter/plugin.yaml', 'name: greeter\nversion: 1.0.2\n');
  await put('plugins/greeter/__init__.py', program);
  await put('plugins/greeter/README.md', '# Greeter\n\nSays hello.\n');
});
test.afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a plugin is enabled by the command, and the file keeps its comments', async ({ page }) => {
  await administrator.enter('/plugins');
  await page.getByRole('button', { name: 'greeter', exact: true }).click();
  await expect(page).toHaveURL(/plugin=greeter/);
  await expect(page.getByText('Says hello.')).toBeVisible();
  await page.getByRole('button', { name: 'Enable…' }).click();
  const question = page.getByRole('alertdialog', { name: 'Enable greeter?' });
  await question.getByRole('button', { name: 'Enable plugin' }).click();
  await expect(page.getByText('Checked afterwards: config.yaml lists it as enabled')).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Disable…' })).toBeVisible();
  const text = await config();
  expect(text).toContain('# mine\nmodel: x   # good\n');
  expect(text).toContain('- greeter');
  expect(text).toContain('allow_tool_override: false');
});

test('a plugin is installed after a look at it, and removed by its name', async ({ page }) => {
  await administrator.enter('/plugins');
  await page.getByRole('button', { name: 'Install…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Install a plugin' });
  await dialog.getByLabel('Repository').fill(repository.url);
  await dialog.getByRole('button', { name: 'Look at it' }).click();
  await expect(dialog.getByText('take_note')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Install plugin' })).toBeDisabled();
  await dialog.getByLabel('Type “notes” to confirm').fill('notes');
  await dialog.getByRole('button', { name: 'Install plugin' }).click();
  await expect(
    page.getByText(/Checked afterwards: It is in plugins\/notes.*not enabled/),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  expect(await readFile(join(home, 'plugins/notes/plugin.yaml'), 'utf8')).toContain('2.0.0');
  await page.getByRole('button', { name: 'notes', exact: true }).click();
  await page.getByRole('button', { name: 'Remove…' }).click();
  const question = page.getByRole('alertdialog', { name: 'Remove notes?' });
  await question.getByLabel('Type “notes” to confirm').fill('notes');
  await question.getByRole('button', { name: 'Remove plugin' }).click();
  await expect(page.getByText('Checked afterwards: Its folder is gone.')).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByText('1 in this profile')).toBeVisible();
});

test('a repository that cannot be read says so, and nothing is installed', async ({ page }) => {
  await administrator.enter('/plugins');
  await page.getByRole('button', { name: 'Install…' }).click();
  await page.getByLabel('Repository').fill(`file://${folder}/nowhere`);
  await page.getByRole('button', { name: 'Look at it' }).click();
  await expect(page.getByRole('alert')).toContainText('Git could not read it');
  await expect(page.getByRole('button', { name: 'Install plugin' })).toBeDisabled();
});

test('a broken config.yaml is told and left alone; an empty home says what plugins are', async ({
  page,
}) => {
  await put('config.yaml', 'plugins: [\n');
  await administrator.enter('/plugins?plugin=greeter');
  await expect(page.getByText('config.yaml could not be read')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Enable…' })).toBeDisabled();
  await rm(join(home, 'plugins'), { recursive: true });
  await page.goto(`${product.consoleUrl}/plugins`);
  await expect(page.getByText('No plugins', { exact: true })).toBeVisible();
  await page.route('**/api/admin/hermes/plugins?*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await page.reload();
  await expect(page.getByText('Plugins could not be loaded')).toBeVisible();
});
