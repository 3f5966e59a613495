import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { writeProfileVerbs } from '../server/testing/fake-profile-verbs.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let folder: string;
let product: RunningProduct;
let administrator: Administrator;

const at = (path: string) => join(folder, '.hermes', path);
const put = async (path: string, text: string) => {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), text);
};

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-profiles-'));
  await put('config.yaml', 'model:\n  default: claude\n  provider: openrouter\n');
  await put('SOUL.md', '# Helper\n');
  await put('profiles/coder/config.yaml', 'model: gpt\n');
  await put('profiles/coder/memories/MEMORY.md', 'one\n§\ntwo\n');
  await put('profiles/leaving/config.yaml', 'model: old\n');
  await writeProfileVerbs(join(folder, 'hermes'), join(folder, '.local/bin'));
  product = await startProduct({
    HERMES_HOME: join(folder, '.hermes'),
    HERMES_BIN: join(folder, 'hermes'),
  });
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('keeps the chosen profile in the address and on the way to other panes', async ({ page }) => {
  await administrator.enter('/profiles');
  const choice = page.getByLabel('Profile', { exact: true });
  await choice.selectOption('coder');
  await expect(page).toHaveURL(/\?profile=coder/);
  await page.reload();
  await expect(choice).toHaveValue('coder');
  await page.getByRole('navigation').getByRole('link', { name: 'Profiles' }).click();
  await expect(page).toHaveURL(/\/profiles\?profile=coder/);
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await expect(page).toHaveURL(/\/profiles\?profile=coder/);
  await page.getByRole('navigation').getByRole('link', { name: 'API users' }).click();
  await expect(page).toHaveURL(/\/api-users$/);
  await expect(choice).toBeHidden();
});

test('clones a profile by the command, and shows what is there afterwards', async ({ page }) => {
  await administrator.enter('/profiles');
  await page.getByRole('button', { name: 'New profile…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New profile' });
  await dialog.getByLabel('Name', { exact: true }).fill('Wrong name');
  await expect(dialog).toContainText('it begins with a letter or digit');
  await dialog.getByLabel('Name', { exact: true }).fill('worker');
  await dialog.getByLabel('Clone').check();
  await dialog.getByLabel('Of the profile').selectOption('coder');
  await expect(dialog).toContainText(/Writes to profile\s*worker/);
  await dialog.getByRole('button', { name: 'Create profile' }).click();
  await expect(page.getByText('The profile is there: model gpt')).toBeVisible();
  await expect(page.getByRole('row', { name: /worker/ })).toContainText('gpt');
  expect(await readFile(at('profiles/worker/config.yaml'), 'utf8')).toBe('model: gpt\n');
});

test('makes another profile active and describes it', async ({ page }) => {
  await administrator.enter('/profiles');
  await page.getByRole('button', { name: 'Actions for coder' }).click();
  await page.getByRole('menuitem', { name: 'Make active…' }).click();
  await page.getByRole('button', { name: 'Make active', exact: true }).click();
  await expect(page.getByRole('row', { name: /coder/ })).toContainText('Active');
  expect(await readFile(at('active_profile'), 'utf8')).toBe('coder\n');
  await page.getByRole('button', { name: 'Actions for coder' }).click();
  await page.getByRole('menuitem', { name: 'Edit description…' }).click();
  await page.getByLabel('Description').fill('Writes code.');
  await page.getByRole('button', { name: 'Save description' }).click();
  await expect(page.getByRole('row', { name: /coder/ })).toContainText('Writes code.');
  expect(await readFile(at('profiles/coder/profile.yaml'), 'utf8')).toContain(
    'description: Writes code.',
  );
});

test('edits SOUL.md after a look at the difference, and over a conflict only knowingly', async ({
  page,
}) => {
  await administrator.enter('/profiles/default');
  const tile = page.getByRole('region', { name: 'SOUL.md', exact: true });
  await tile.getByRole('button', { name: 'Edit' }).click();
  const editor = tile.getByRole('textbox');
  await editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('Be brief.');
  await writeFile(at('SOUL.md'), '# Helper\n\nSomebody else was here.\n');
  await tile.getByRole('button', { name: 'Review changes' }).click();
  await expect(tile).toContainText(/Writes to profile\s*default/);
  await tile.getByRole('button', { name: 'Save SOUL.md' }).click();
  await expect(tile).toContainText('Somebody changed the file while you edited');
  expect(await readFile(at('SOUL.md'), 'utf8')).toContain('Somebody else was here.');
  await tile.getByRole('button', { name: 'Save over it' }).click();
  await expect(page.getByText('Saved SOUL.md of default.')).toBeVisible();
  expect(await readFile(at('SOUL.md'), 'utf8')).toBe('# Helper\nBe brief.');
});

test('compares two profiles', async ({ page }) => {
  await administrator.enter('/profiles/coder');
  await page.getByLabel('With').selectOption('default');
  await expect(page).toHaveURL(/with=default/);
  const tile = page.getByRole('region', { name: 'Compare', exact: true });
  await expect(tile).toContainText('provider: openrouter');
  await expect(tile).toContainText('model: gpt');
});

test('deletes a profile with its archive at hand, which can be taken away', async ({ page }) => {
  await administrator.enter('/profiles');
  await page.getByRole('button', { name: 'Actions for leaving' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete leaving?' });
  await expect(dialog).toContainText('memory entries');
  await dialog.getByLabel('Type “leaving” to confirm').fill('leaving');
  const button = dialog.getByRole('button', { name: 'Delete profile' });
  await expect(button).toBeDisabled();
  await dialog.getByRole('button', { name: 'Archive profile first' }).click();
  await expect(dialog).toContainText('The archive is whole');
  await button.click();
  await expect(page.getByText('Deleted leaving.')).toBeVisible();
  await expect(page.getByRole('row', { name: /leaving/ })).toBeHidden();
  await expect(readFile(at('profiles/leaving/config.yaml'))).rejects.toThrow('ENOENT');
  const archives = page.getByRole('region', { name: 'Archives' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    archives.getByRole('link', { name: /^Download leaving/ }).click(),
  ]);
  expect((await readFile(await download.path())).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
});

test('says why a profile cannot be deleted, and shows a failing server', async ({ page }) => {
  await put('active_profile', 'coder\n');
  await administrator.enter('/profiles');
  await page.getByRole('button', { name: 'Actions for coder' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await expect(page.getByRole('dialog')).toContainText('It is the active profile');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.route('**/api/admin/hermes/profiles?*', (route) => route.fulfill({ status: 500 }));
  await page.reload();
  await expect(page.getByText('The server answered 500.')).toBeVisible();
});
