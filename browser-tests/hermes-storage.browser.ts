import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { writeHermesScript } from '../server/testing/fake-hermes-command.ts';
import { createStateDatabase } from '../server/testing/state-database.ts';
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
  folder = await mkdtemp(join(tmpdir(), 'hcp-storage-'));
  await put('logs/agent.log', 'x'.repeat(100));
  await put('logs/agent.log.1', 'x'.repeat(2048));
  await put('checkpoints/store/pack', 'x'.repeat(4096));
  await put('profiles/coder/image_cache/a.png', 'x'.repeat(512));
  createStateDatabase(at('state.db')).close();
  await writeHermesScript(
    join(folder, 'hermes'),
    `case "$*" in
*"checkpoints prune"*) rm "$HERMES_HOME/checkpoints/store/pack"; echo pruned ;;
*"backup --quick"*)
  made="$HERMES_HOME/state-snapshots/20261121-101010"; mkdir -p "$made"; printf hello > "$made/config.yaml"
  printf '{"file_count":1,"total_size":5,"files":{"config.yaml":5}}' > "$made/manifest.json" ;;
esac`,
  );
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

test('shows what takes room, and clears rotated logs away once their name is typed', async ({
  page,
}) => {
  await administrator.enter('/storage');
  const areas = page.getByRole('table', { name: 'Areas' });
  await expect(areas.getByRole('row', { name: /Checkpoints/ })).toContainText('4 KiB');
  await expect(page.getByRole('table', { name: 'Tables' })).toContainText('audit_request');
  await page.getByRole('button', { name: 'Clear away rotated logs…' }).click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText(/Writes to profile\s*default/);
  await expect(question).toContainText('logs/agent.log.1');
  await question.getByLabel(/^Type/).fill('rotated logs');
  await question.getByRole('button', { name: 'Clear away rotated logs' }).click();
  await expect(page.getByText('Cleared away 1 file, 2 KiB.')).toBeVisible();
  expect(await readdir(at('logs'))).toEqual(['agent.log']);
});

test('of another profile is another', async ({ page }) => {
  await administrator.enter('/storage?profile=coder');
  const areas = page.getByRole('table', { name: 'Areas' });
  await expect(areas.getByRole('row', { name: /Caches/ })).toContainText('512 B');
  await expect(areas.getByRole('row', { name: /Checkpoints/ })).toBeHidden();
});

test('checks a database', async ({ page }) => {
  await administrator.enter('/storage');
  const before = await readFile(at('state.db'));
  await page.getByRole('button', { name: 'Check state.db' }).click();
  await expect(page.getByRole('region', { name: 'Databases of Hermes' })).toContainText('Sound');
  expect(await readFile(at('state.db'))).toEqual(before);
});

test('takes a snapshot and prunes checkpoints by the command', async ({ page }) => {
  await administrator.enter('/storage');
  await page.getByRole('button', { name: 'Take snapshot…' }).click();
  await page.getByRole('button', { name: 'Take snapshot', exact: true }).click();
  await expect(page.getByRole('dialog')).toContainText('is whole: 1 files');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  const backups = page.getByRole('region', { name: 'Snapshots and backups' });
  await expect(backups).toContainText('20261121-101010');
  await page.getByRole('button', { name: 'Prune checkpoints…' }).click();
  await page.getByLabel(/^Type/).fill('checkpoints');
  await page.getByRole('button', { name: 'Prune checkpoints', exact: true }).click();
  await expect(page.getByRole('dialog')).toContainText('take 0 now');
  expect(await readdir(at('checkpoints/store'))).toEqual([]);
});

test('keeps its other parts when one cannot be read', async ({ page }) => {
  await page.route('**/api/admin/hermes/storage/postgres', (route) =>
    route.fulfill({ status: 503 }),
  );
  await administrator.enter('/storage');
  await expect(page.getByText('Tables of PostgreSQL could not be loaded')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Areas' })).toBeVisible();
});
