import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { writeFakeHermesKanban } from '../server/testing/fake-hermes-kanban.ts';
import { createBoard, type BoardFixture } from '../server/testing/kanban-database.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let home: string;
let product: RunningProduct;
let administrator: Administrator;
let board: BoardFixture;
const statusOf = (id: string) => board.rows('select status from tasks where id = ?', id)[0]?.status;

test.beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hcp-kanban-'));
  const command = await writeFakeHermesKanban(join(home, 'bin/hermes'));
  product = await startProduct({ HERMES_HOME: home, HERMES_BIN: command });
});
test.beforeEach(async ({ page }) => {
  administrator = new Administrator(page, product);
  await rm(join(home, 'kanban.db'), { force: true });
  board = createBoard(join(home, 'kanban.db'));
  board.task('t_1', { title: 'Write the spec', assignee: 'coder', body: 'With *care*.' });
  board.task('t_2', { title: 'Review it', status: 'todo' });
  board.task('t_3', { title: 'Old news', status: 'done' });
});
test.afterEach(() => board.close());
test.afterAll(async () => {
  await product?.stop();
  await rm(home, { recursive: true, force: true });
});

test('a card is dragged, moved by keys and by its menu', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1000 });
  await administrator.enter('/kanban');
  await expect(
    page.getByText('The gateway is down. Tasks stay in Ready', { exact: false }),
  ).toBeVisible();
  const card = page.locator('app-task-card', { hasText: 'Write the spec' });
  const from = (await card.boundingBox())!;
  const to = (await page.getByRole('region', { name: 'Done, 1' }).boundingBox())!;
  await page.mouse.move(from.x + 40, from.y + from.height - 6);
  await page.mouse.down();
  await page.mouse.move(from.x + 80, from.y + 60, { steps: 4 });
  await page.mouse.move(to.x + to.width / 2, to.y + 90, { steps: 8 });
  await page.mouse.up();
  await page.getByRole('textbox', { name: 'Result' }).fill('It is written.');
  await page.getByRole('button', { name: 'Complete', exact: true }).click();
  await expect(page.getByText('“Write the spec”: It is in Done now.')).toBeVisible();
  expect(board.rows("select status, result from tasks where id = 't_1'")).toEqual([
    { status: 'done', result: 'It is written.' },
  ]);
  await expect(page.getByRole('region', { name: 'Done, 2' })).toContainText('Write the spec');

  await page.getByRole('button', { name: 'Review it', exact: true }).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByRole('dialog', { name: 'Schedule “Review it”' })).toBeVisible();
  await page.getByLabel('Reason').fill('On Friday');
  await page.keyboard.press('Enter');
  await expect.poll(() => statusOf('t_2')).toBe('scheduled');

  await expect(page.getByRole('region', { name: 'Scheduled, 1' })).toContainText('Review it');
  await page.getByRole('button', { name: 'Move or assign Review it' }).click();
  await page.getByRole('menuitem', { name: 'Ready' }).click();
  await expect.poll(() => statusOf('t_2')).toBe('ready');

  await page.getByRole('button', { name: 'Move or assign Old news' }).click();
  await page.getByRole('menuitem', { name: /^Ready/ }).click();
  await expect(page.getByText('What is done stays done', { exact: false })).toBeVisible();
});

test('a task is made, commented on, and made to wait for another', async ({ page }) => {
  await administrator.enter('/kanban');
  await page.getByRole('button', { name: 'New task…' }).click();
  await page.getByLabel('Title').fill('Publish it');
  await page.getByRole('button', { name: 'Make task' }).click();
  await expect(page.getByText('Made “Publish it”', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Publish it', exact: true }).click();
  await expect(page).toHaveURL(/task=t_/);
  await page.getByLabel('Wait for another task').fill('t_2');
  await page.getByRole('button', { name: 'Add dependency' }).click();
  await expect(
    page.getByRole('button', { name: 'Remove the dependency on Review it' }),
  ).toBeVisible();
  await page.getByRole('tab', { name: 'Comments (0)' }).click();
  await page.getByLabel('Add a comment').fill('Please **soon**');
  await page.getByRole('button', { name: 'Add comment' }).click();
  await expect(page.getByRole('tab', { name: 'Comments (1)' })).toBeVisible();
  expect(board.rows('select author, body from task_comments')).toEqual([
    { author: product.username, body: 'Please **soon**' },
  ]);
  expect(board.rows('select parent_id from task_links')).toEqual([{ parent_id: 't_2' }]);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});

test('several tasks have a result each', async ({ page }) => {
  await administrator.enter('/kanban');
  for (const title of ['Write the spec', 'Review it'])
    await page.getByRole('checkbox', { name: `Choose ${title}` }).check();
  await page.getByRole('button', { name: 'Complete…' }).click();
  await page.getByRole('button', { name: 'Complete', exact: true }).click();
  const results = page.getByRole('dialog', { name: '1 of 2 tasks changed' });
  await expect(results).toContainText('Only tasks in Ready, Running, Blocked or Review');
  expect([statusOf('t_1'), statusOf('t_2')]).toEqual(['done', 'todo']);
  await results.getByRole('button', { name: 'Close' }).click();
  // Somebody else's doing is told.
  board.task('t_4', { title: 'From an agent' });
  await expect(page.getByRole('button', { name: 'From an agent', exact: true })).toBeVisible();
});

test('a board that is no database is named, and a failing server says what failed', async ({
  page,
}) => {
  board.close();
  await writeFile(join(home, 'kanban.db'), 'nothing that SQLite knows, at some length');
  await administrator.enter('/kanban');
  await expect(page.getByText('kanban.db cannot be read: it is no SQLite database.')).toBeVisible();
  await page.route('**/api/admin/hermes/kanban/board?*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await page.reload();
  await expect(page.getByText('The board could not be loaded')).toBeVisible();
});
