import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { writeFakeHermesCron } from '../server/testing/fake-hermes-cron.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

interface StoredJob {
  readonly name: string;
  readonly enabled: boolean;
  readonly schedule: object;
  readonly model: string | null;
}

let folder: string;
let product: RunningProduct;
let administrator: Administrator;

const at = (path: string) => join(folder, '.hermes', path);
const put = async (path: string, content: unknown) => {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), typeof content === 'string' ? content : JSON.stringify(content));
};
const stored = async (name: string) => {
  const { jobs } = JSON.parse(await readFile(at('cron/jobs.json'), 'utf8')) as {
    jobs: StoredJob[];
  };
  return jobs.find((job) => job.name === name);
};
const digest = {
  id: '13a0d213221d',
  name: 'Digest',
  prompt: 'Summarise.',
  schedule: { kind: 'cron', expr: '0 9 * * 1-5' },
  enabled: true,
  state: 'scheduled',
  next_run_at: '2099-11-23T09:00:00+01:00',
  deliver: 'local',
};

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-cron-'));
  await put('config.yaml', 'timezone: Europe/Vienna\n');
  await writeFakeHermesCron(join(folder, 'bin/hermes'));
  product = await startProduct({
    HERMES_HOME: at('.'),
    HERMES_BIN: join(folder, 'bin/hermes'),
  });
});
test.beforeEach(async ({ page }) => {
  administrator = new Administrator(page, product);
  await rm(at('cron'), { recursive: true, force: true });
  await put('cron/jobs.json', { jobs: [digest] });
});
test.afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a job is made with its runs in sight, run, paused and deleted', async ({ page }) => {
  await administrator.enter('/cron');
  await expect(page.getByText('The gateway is down: jobs will not fire.')).toBeVisible();
  await page.getByRole('button', { name: 'New job…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New job' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Watchdog');
  await dialog.getByRole('textbox', { name: 'Schedule' }).fill('gibberish');
  await expect(dialog.getByText('It is none of', { exact: false })).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Schedule' }).fill('30 7 * * 1');
  await expect(dialog.getByText('At 07:30, Monday')).toBeVisible();
  await expect(dialog.getByRole('list', { name: 'Next runs' }).getByRole('listitem')).toHaveCount(
    5,
  );
  await dialog.getByRole('textbox', { name: 'Prompt' }).fill('Look after it.');
  await dialog.getByText('More', { exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Model' }).fill('fake-chat');
  await dialog.getByRole('button', { name: 'Review…' }).click();
  await expect(dialog).toContainText('Hermes has no command for: Model');
  await dialog.getByRole('button', { name: 'Create job' }).click();
  await expect(page.getByText('Saved Watchdog.')).toBeVisible();
  expect(await stored('Watchdog')).toMatchObject({
    schedule: { expr: '30 7 * * 1' },
    model: 'fake-chat',
  });
  expect(await stored('Digest')).toEqual(digest);

  await page.getByRole('button', { name: 'Watchdog', exact: true }).click();
  await page.getByRole('button', { name: 'Run now…' }).click();
  await page.getByRole('button', { name: 'Run job' }).click();
  await expect(page.getByText('was completed.', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByText('all is well')).toBeVisible();

  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByText('Paused Watchdog.')).toBeVisible();
  expect((await stored('Watchdog'))?.enabled).toBe(false);

  await page.getByRole('button', { name: 'Delete…' }).click();
  const question = page.getByRole('alertdialog', { name: 'Delete Watchdog?' });
  await expect(question).toContainText('1 output');
  await question.getByLabel('Type “Watchdog” to confirm').fill('Watchdog');
  await question.getByRole('button', { name: 'Delete job' }).click();
  await expect(page.getByText('Deleted Watchdog.')).toBeVisible();
  expect(await stored('Watchdog')).toBeUndefined();
});

test('a job that somebody changed meanwhile is not overwritten', async ({ page }) => {
  await administrator.enter('/cron');
  await page.getByRole('button', { name: 'Actions for Digest' }).click();
  await page.getByRole('menuitem', { name: 'Edit…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit Digest' });
  await dialog.getByRole('textbox', { name: 'Prompt' }).fill('Summarise well.');
  await put('cron/jobs.json', { jobs: [{ ...digest, deliver: 'telegram' }] });
  await dialog.getByRole('button', { name: 'Review…' }).click();
  await dialog.getByRole('button', { name: 'Save job' }).click();
  await expect(dialog.getByRole('table', { name: 'What they changed' })).toContainText('telegram');
  expect(await stored('Digest')).toMatchObject({ prompt: 'Summarise.', deliver: 'telegram' });
  await dialog.getByRole('button', { name: 'Save job' }).click();
  await expect(page.getByText('Saved Digest.')).toBeVisible();
  expect(await stored('Digest')).toMatchObject({
    prompt: 'Summarise well.',
    deliver: 'telegram',
  });
});

test('a corrupt file is named, no job is said why, and a failing server what failed', async ({
  page,
}) => {
  await put('cron/jobs.json', '{"jobs": [');
  await administrator.enter('/cron');
  await expect(page.getByText('could not be read: not valid JSON', { exact: false })).toBeVisible();
  await expect(page.getByRole('button', { name: 'New job…' })).toBeDisabled();
  await rm(at('cron/jobs.json'));
  await page.reload();
  await expect(page.getByText('No jobs', { exact: true })).toBeVisible();
  await page.route('**/api/admin/hermes/cron?*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await page.reload();
  await expect(page.getByText('Cron jobs could not be loaded')).toBeVisible();
});
