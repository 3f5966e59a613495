import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { writeFakeHermesSessions } from '../server/testing/fake-hermes-sessions.ts';
import {
  createStateDatabase,
  noon,
  type StateDatabaseFixture,
} from '../server/testing/state-database.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';
import { retry } from './retry.ts';

let folder: string;
let product: RunningProduct;
let administrator: Administrator;
let state: StateDatabaseFixture;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-browser-home-'));
  await mkdir(join(folder, '.hermes/profiles/coder'), { recursive: true });
  const hermes = await writeFakeHermesSessions(join(folder, 'bin/hermes'));
  state = createStateDatabase(join(folder, '.hermes/state.db'));
  fill(state);
  product = await startProduct({ HERMES_HOME: join(folder, '.hermes'), HERMES_BIN: hermes });
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterAll(async () => {
  await product?.stop();
  state?.close();
  await rm(folder, { recursive: true, force: true });
});

function fill({ session, message }: StateDatabaseFixture): void {
  session('first', { title: 'Harbour plan', end_reason: 'compression', source: 'telegram' });
  session('second', {
    title: 'Harbour plan #2',
    parent_session_id: 'first',
    started_at: noon + 90,
  });
  message('first', 'user', 'Draw the harbour', { timestamp: noon });
  message('second', 'user', 'Summary of what came before', { timestamp: noon + 91 });
  message('second', 'assistant', null, {
    timestamp: noon + 92,
    reasoning: 'Let me look',
    tool_calls: JSON.stringify([
      { id: 'c1', type: 'function', function: { name: 'terminal', arguments: '{"command":"ls"}' } },
    ]),
  });
  message('second', 'tool', 'zebra.txt', {
    timestamp: noon + 93,
    tool_call_id: 'c1',
    tool_name: 'terminal',
  });
  message('second', 'assistant', 'Forget this', { timestamp: noon + 94, active: 0 });
  session('spare', { title: 'To be deleted', started_at: noon - 500 });
  session('old', { title: 'Long ago', started_at: noon - 200 * 86_400 });
}

test('a conversation is found by its words and read, from its summary back to its beginning', async ({
  page,
}) => {
  await administrator.enter('/sessions');
  const table = page.getByRole('table', { name: 'Sessions' });
  await expect(table.getByRole('row')).toHaveCount(4);
  await expect(table).toContainText('part 2');
  await page.getByRole('searchbox', { name: 'Words in any message' }).fill('zebra*');
  await page.keyboard.press('Enter');
  const hit = page.getByRole('list', { name: 'Messages found' }).getByRole('listitem');
  await expect(hit).toHaveCount(1);
  await expect(hit.locator('mark')).toHaveText('zebra');
  await hit.getByRole('link', { name: 'Harbour plan #2' }).click();
  const panel = page.getByRole('region', { name: 'Harbour plan #2' });
  await panel.getByText('Result of terminal').click();
  await expect(panel.getByText('zebra.txt')).toBeVisible();
  await expect(panel.getByText('Forget this')).toBeHidden();
  await panel.getByRole('checkbox', { name: 'Show 1 message' }).check();
  await expect(panel.getByRole('region', { name: /^Taken back/ })).toContainText('Forget this');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await panel.getByRole('link', { name: 'Harbour plan', exact: true }).click();
  await expect(page.getByText('Draw the harbour')).toBeVisible();
  await expect(page.getByText('The history was summarised here.')).toBeVisible();
});

test('a session is renamed and deleted, which the database shows', async ({ page }) => {
  await administrator.enter('/sessions/spare');
  const title = page.getByRole('textbox', { name: 'Title' });
  await title.fill('Harbour plan');
  await page.getByRole('button', { name: 'Rename session' }).click();
  await expect(page.getByText('already in use by session first')).toBeVisible();
  await title.fill('Another name');
  await page.getByRole('button', { name: 'Rename session' }).click();
  await expect(page.getByText('Renamed to “Another name”.')).toBeVisible();
  expect(state.rows(`select title from sessions where id = 'spare'`)).toEqual([
    { title: 'Another name' },
  ]);
  await page.getByRole('button', { name: 'Delete this session' }).click();
  const question = page.getByRole('alertdialog', { name: 'Delete “Another name”?' });
  await expect(question).toContainText('hermes -p default sessions delete spare --yes');
  await question.getByRole('button', { name: 'Delete session' }).click();
  await expect(page.getByText('Deleted 1 session with 0 messages.')).toBeVisible();
  expect(state.rows(`select id from sessions where id = 'spare'`)).toEqual([]);
  await expect(page).toHaveURL(/\/sessions$/);
});

test('one session is archived, and no other', async ({ page }) => {
  state.session('shelf', { title: 'For the shelf', started_at: noon - 90_000 });
  await administrator.enter('/sessions/shelf');
  await page.getByRole('button', { name: 'Archive this session' }).click();
  await page
    .getByRole('alertdialog', { name: 'Archive “For the shelf”?' })
    .getByRole('button', { name: 'Archive session' })
    .click();
  await expect(page.getByText('Archived “For the shelf”.')).toBeVisible();
  expect(state.rows(`select id from sessions where archived = 1`)).toEqual([{ id: 'shelf' }]);
  state.run(`delete from sessions where id = 'shelf'`);
});

test('old sessions are archived after a look at which they are', async ({ page }) => {
  await administrator.enter('/sessions');
  await page.getByRole('button', { name: 'Clean up…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Clean up sessions of the profile default' });
  await dialog.getByRole('button', { name: 'Show which' }).click();
  await expect(dialog.getByLabel('What Hermes would do')).toContainText('Long ago');
  await dialog.getByRole('button', { name: 'Archive 1 session' }).click();
  await expect(page.getByText('Archived 1 session.')).toBeVisible();
  expect(state.rows(`select id from sessions where archived = 1`)).toEqual([{ id: 'old' }]);
});

test('a profile without sessions says so', async ({ page }) => {
  await administrator.enter('/sessions?profile=coder');
  await expect(page.getByText('No sessions yet')).toBeVisible();
});

test('a list that cannot be loaded says why and can be tried again', async ({ page }) => {
  await page.route('**/api/admin/hermes/sessions?*', (route) => route.fulfill({ status: 500 }));
  await administrator.enter('/sessions');
  await expect(page.getByRole('alert')).toContainText('could not be loaded');
  await page.unroute('**/api/admin/hermes/sessions?*');
  await retry(page.getByRole('main'), page.getByRole('table', { name: 'Sessions' }));
  await expect(page.getByRole('table', { name: 'Sessions' })).toBeVisible();
});

test('is found from anywhere by its title', async ({ page }) => {
  await administrator.enter();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Search pages/ }).fill('harbour plan #2');
  await page.getByRole('option', { name: /^Harbour plan #2/ }).click();
  await expect(page).toHaveURL(/\/sessions\/second/);
});
