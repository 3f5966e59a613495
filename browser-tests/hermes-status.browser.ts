import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { writeFakeGateway } from '../server/testing/fake-hermes-gateway.ts';
import { startFakeRelay } from '../server/testing/fake-relay.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let folder: string;
let product: RunningProduct;
let administrator: Administrator;

const stateFile = async () =>
  JSON.parse(await readFile(join(folder, 'home/gateway_state.json'), 'utf8')) as {
    pid: number;
    gateway_state: string;
  };

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-status-'));
  await mkdir(join(folder, 'home/profiles/coder'), { recursive: true });
  product = await startProduct({
    HERMES_HOME: join(folder, 'home'),
    HERMES_BIN: await writeFakeGateway(join(folder, 'bin/hermes')),
  });
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a home without anything says that the gateway does not run', async ({ page }) => {
  await administrator.enter('/hermes/status');
  await expect(page.getByText('It does not run, and has not run so far.')).toBeVisible();
  await expect(page.getByText('The gateway noted no platform.')).toBeVisible();
  await expect(page.getByText('No job so far')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Stop…' })).toBeDisabled();
});

test('the gateway is run, watched and stopped', async ({ page }) => {
  await administrator.enter('/hermes/status');
  await page.getByRole('button', { name: 'Run…' }).click();
  const question = page.getByRole('alertdialog', { name: 'Run the gateway of default?' });
  await expect(question).toContainText('hermes -p default gateway run');
  await question.getByRole('button', { name: 'Run gateway' }).click();
  const job = page.getByRole('dialog', { name: 'Run the gateway' });
  await expect(job.getByRole('log')).toContainText('Gateway is up.');
  await expect(job).toContainText(/Checked afterwards: It runs as process \d+/);
  await job.getByRole('button', { name: 'Close, let it run' }).click();
  const gateway = page.getByRole('region', { name: 'Gateway', exact: true });
  await expect(gateway).toContainText('Running');
  const { pid, gateway_state } = await stateFile();
  expect(gateway_state).toBe('running');
  await expect(gateway).toContainText(`It runs as process ${pid}.`);
  await expect(page.getByRole('row', { name: /^default/ })).toContainText('1 of 1 connected');

  await page.getByRole('button', { name: 'Stop…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stop gateway' }).click();
  const stop = page.getByRole('dialog', { name: 'Stop the gateway' });
  await expect(stop).toContainText('Succeeded');
  await stop.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(gateway).toContainText('Stopped');
  expect((await stateFile()).gateway_state).toBe('stopped');
  await expect(page.getByRole('region', { name: 'Jobs' })).toContainText('Stop the gateway');
});

test('a file that lies is not believed', async ({ page }) => {
  const lie = { pid: 4_000_000, start_time: 1, gateway_state: 'running' };
  await writeFile(join(folder, 'home/profiles/coder/gateway_state.json'), JSON.stringify(lie));
  await administrator.enter('/hermes/status');
  await page.getByRole('link', { name: 'coder' }).click();
  await expect(page).toHaveURL(/profile=coder/);
  await expect(page.getByText('Dead, file says running').first()).toBeVisible();
  await expect(page.getByText('There is no process 4000000 here.')).toBeVisible();
});

test('a part that fails leaves the others, and comes back', async ({ page }) => {
  await page.route('**/hermes/status/profiles*', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Broken.' } } }),
  );
  await administrator.enter('/hermes/status');
  await expect(page.getByText('Profiles could not be loaded')).toBeVisible();
  await expect(page.getByText('What was looked at')).toBeVisible();
  await page.unroute('**/hermes/status/profiles*');
  await page
    .getByRole('region', { name: 'Profiles' })
    .getByRole('button', { name: 'Retry' })
    .click();
  await expect(page.getByRole('table', { name: 'Gateways of the profiles' })).toBeVisible();
});

test('the gateway is enrolled with a relay, and taken from it', async ({ page }) => {
  const environment = () => readFile(join(folder, 'home/profiles/coder/.env'), 'utf8');
  await writeFile(join(folder, 'home/profiles/coder/.env'), '# mine\nA=1\n');
  await administrator.enter('/hermes/status?profile=coder');
  await page.getByRole('button', { name: 'Enroll…' }).click();
  const form = page.getByRole('dialog', { name: 'Enroll the gateway with a relay' });
  await form.getByLabel('Enrollment token').fill('enr_0123456789abcdef');
  await form.getByLabel('Connector URL').fill('wss://connector.example.com/relay');
  await form.getByLabel('Gateway id').fill('gw-journey');
  await form.getByRole('button', { name: 'Enroll gateway' }).click();
  const job = page.getByRole('dialog', { name: 'Enroll the gateway with a relay' });
  await expect(job).toContainText('Checked afterwards: .env holds gw-journey');
  await expect(job).not.toContainText('enr_0123456789abcdef');
  await job.getByRole('button', { name: 'Close', exact: true }).click();
  expect(await environment()).toContain('GATEWAY_RELAY_ID=gw-journey');
  const tile = page.getByRole('region', { name: 'Relay' });
  await expect(tile).toContainText('gw-journey');

  await tile.getByRole('button', { name: 'Remove enrollment…' }).click();
  await page.getByRole('button', { name: 'Remove enrollment', exact: true }).click();
  await expect(tile).toContainText('Not enrolled');
  expect(await environment()).toBe('# mine\nA=1\n');
});

test('the connection to the relay is tested, with a secret that is known and with another', async ({
  page,
}) => {
  const secret = '5ec2e7000102030405060708090a0b0c';
  const relay = await startFakeRelay({ secrets: [secret] });
  const environment = join(folder, 'home/profiles/coder/.env');
  const enrolled = (value: string) =>
    writeFile(
      environment,
      `GATEWAY_RELAY_ID=gw-journey\nGATEWAY_RELAY_SECRET=${value}\nGATEWAY_RELAY_URL=http://127.0.0.1:${relay.port}\n`,
    );
  try {
    await enrolled(secret);
    await administrator.enter('/hermes/status?profile=coder');
    const tile = page.getByRole('region', { name: 'Relay' });
    const run = async () => {
      await tile.getByRole('button', { name: 'Test connection…' }).click();
      const question = page.getByRole('alertdialog', {
        name: /^Test the connection of gw-journey/,
      });
      await expect(question).toContainText('nothing is sent on it');
      await question.getByRole('button', { name: 'Test connection' }).click();
    };
    await run();
    await expect(tile.getByRole('status')).toContainText('Accepted');
    await expect(tile.getByRole('status')).toContainText(`ws://127.0.0.1:${relay.port}/relay`);
    expect(relay).toMatchObject({ came: ['gw-journey'], said: [] });
    await expect.poll(() => relay.left).toEqual([1000]);

    await enrolled('of-before-it-was-revoked');
    await expect(tile.getByText('Accepted', { exact: true })).toBeHidden();
    await run();
    await expect(tile.getByRole('status')).toContainText('Refused');
    await expect(tile.getByRole('status')).toContainText('Enroll the gateway again');
    await expect(page.locator('body')).not.toContainText(secret);
  } finally {
    await relay.close();
    await rm(environment);
  }
});
