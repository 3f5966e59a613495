import { chmod, lstat, mkdir, readFile, rm } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { eventually } from '../../testing/eventually.ts';
import { relaySecret, writeFakeSetup } from '../../testing/fake-hermes-setup.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { Jobs } from '../commands/jobs.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
import type { GatewayRelay, GatewayService } from './gateway-setup.contract.ts';

const base = '/api/admin/hermes/status';
const units = '.config/systemd/user';
const token = 'enr_0123456789abcdefghij';
const connectorUrl = 'wss://connector.example.com/relay';
const realHome = process.env.HOME;
let fixture: HermesHomeFixture;
let product: TestProduct;
let jobs: Jobs;

const get = async <T>(path: string, profile = 'default'): Promise<T> =>
  (await (await product.api('GET', `${base}/${path}?profile=${profile}`)).json()) as T;
const post = async (
  path: string,
  body: object = {},
  profile = 'default',
  headers: Record<string, string> = {},
) => {
  const answer = await product.api('POST', `${base}/${path}?profile=${profile}`, body, headers);
  return { status: answer.status, body: (await answer.json()) as never };
};
const endOf = ({ body }: { body: Job }) =>
  eventually(() => {
    const output = jobs.output(body.id);
    expect(output.job.state).not.toBe('running');
    return output;
  });
const calls = async () => (await readFile(fixture.at('bin/hermes.calls'), 'utf8')).split('\n');
const isThere = (path: string) =>
  lstat(fixture.at(path)).then(
    () => true,
    () => false,
  );
const oldUnit = (command: string) =>
  fixture.put(`${units}/hermes.service`, `[Service]\nExecStart=${command}\n`, 0o644);

beforeAll(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  fixture = await createHermesHome();
  process.env.HOME = fixture.folder;
  product = await startTestProduct({
    HERMES_HOME: fixture.at('.hermes'),
    HERMES_BIN: await writeFakeSetup(fixture.at('bin/hermes')),
  });
  jobs = product.product.console.get(Jobs);
});
beforeEach(async () => {
  for (const path of ['.config', '.hermes', 'bin/hermes.lies', 'bin/hermes.container'])
    await rm(fixture.at(path), { recursive: true, force: true });
  await rm(fixture.at('bin/hermes.calls'), { force: true });
  await mkdir(fixture.at('.hermes/profiles/coder'), { recursive: true });
});
afterAll(async () => {
  process.env.HOME = realHome;
  await product?.stop();
  await fixture?.remove();
});

describe('the service of a gateway', () => {
  it('is installed, found by its file, and uninstalled when its profile is typed', async () => {
    expect(await get<GatewayService>('service')).toMatchObject({ units: [], legacy: [] });
    const install = await endOf(await post('gateway/install', {}, 'coder'));
    expect(install.job).toMatchObject({
      command: 'hermes -p coder gateway install --no-start-now --start-on-login',
      state: 'succeeded',
    });
    const unit = {
      file: fixture.at(`${units}/hermes-gateway-coder.service`),
      scope: 'user',
      isEnabled: true,
    };
    expect((await get<GatewayService>('service', 'coder')).units).toEqual([unit]);
    expect((await get<GatewayService>('service')).units).toEqual([]);
    expect((await post('gateway/install', {}, 'coder')).status).toBe(409);
    expect((await post('gateway/uninstall', { typedName: 'default' }, 'coder')).status).toBe(422);
    const gone = await endOf(await post('gateway/uninstall', { typedName: 'coder' }, 'coder'));
    expect(gone.job).toMatchObject({ state: 'succeeded' });
    expect(await isThere(`${units}/hermes-gateway-coder.service`)).toBe(false);
  });

  it('that does not start by itself is told apart', async () => {
    await endOf(await post('gateway/install', { startOnLogin: false }));
    expect((await get<GatewayService>('service')).units[0]!.isEnabled).toBe(false);
    const again = await endOf(await post('gateway/install', { isForced: true }));
    expect(again.job).toMatchObject({ state: 'succeeded' });
    expect((await calls()).at(-2)).toContain('--force');
  });

  it('that was not made although the command exits with 0 is a failure', async () => {
    await fixture.put('bin/hermes.lies', '');
    const { job } = await endOf(await post('gateway/install'));
    expect(job).toMatchObject({ state: 'failed', exitCode: 0, verified: { isAsWanted: false } });
  });

  it('does not exist in a container, which is said', async () => {
    await fixture.put('bin/hermes.container', '');
    const install = await endOf(await post('gateway/install'));
    expect(install.job.state).toBe('failed');
    expect(install.job.verified!.text).toContain('In a container its runtime keeps the gateway');
    const uninstall = await endOf(await post('gateway/uninstall', { typedName: 'default' }));
    expect(uninstall.job.verified!.text).toContain('In a container');
    const legacy = await endOf(await post('gateway/legacy'));
    expect(legacy.job.verified!.text).toBe(
      'There is nothing to remove. Only hosts with systemd have such services.',
    );
  });

  it('of the system needs a user to run as, and nobody else does', async () => {
    expect((await post('gateway/install', { scope: 'system' })).status).toBe(422);
    expect((await post('gateway/install', { runAsUser: 'hermes' })).status).toBe(422);
    const odd = await post('gateway/install', { scope: 'system', runAsUser: '--force' });
    expect(odd.status).toBe(422);
    expect(await isThere('bin/hermes.calls')).toBe(false);
  });
});

describe('services of an old installation', () => {
  it('are shown by a dry run, and removed as they were shown', async () => {
    await oldUnit('python -m hermes_cli.main gateway run');
    await fixture.put(`${units}/hermes-gateway-coder.service`, '[Service]\n', 0o644);
    const file = fixture.at(`${units}/hermes.service`);
    expect((await get<GatewayService>('service')).legacy).toEqual([{ file, scope: 'user' }]);
    expect((await post('gateway/install')).body).toMatchObject({
      error: { code: 'gateway_setup_refused' },
    });
    const dry = await endOf(await post('gateway/legacy'));
    expect(dry.job).toMatchObject({
      state: 'succeeded',
      verified: { text: `It would remove ${file}.` },
    });
    expect(await isThere(`${units}/hermes.service`)).toBe(true);
    const migrate = (body: object) =>
      post('gateway/migrate-legacy', { files: [file], typedName: 'migrate-legacy', ...body });
    expect((await migrate({ typedName: 'yes' })).status).toBe(422);
    expect((await migrate({ files: [] })).body).toMatchObject({
      error: { code: 'legacy_units_changed' },
    });
    const { job } = await endOf(await migrate({}));
    expect(job).toMatchObject({
      command: 'hermes -p default gateway migrate-legacy --yes',
      state: 'succeeded',
    });
    expect(await isThere(`${units}/hermes.service`)).toBe(false);
    expect(await isThere(`${units}/hermes-gateway-coder.service`)).toBe(true);
    expect((await migrate({})).status).toBe(409);
  });

  it('that are still there afterwards are named', async () => {
    await oldUnit('/usr/bin/hermes gateway run');
    await fixture.put('bin/hermes.lies', '');
    const file = fixture.at(`${units}/hermes.service`);
    const body = { files: [file], typedName: 'migrate-legacy' };
    const { job } = await endOf(await post('gateway/migrate-legacy', body));
    expect(job).toMatchObject({ state: 'failed', verified: { text: `Still there: ${file}.` } });
  });

  it('are not those of another program with that name, nor what cannot be read', async () => {
    await oldUnit('/usr/bin/hermes-mail-server');
    expect((await get<GatewayService>('service')).legacy).toEqual([]);
    await fixture.put(`${units}/hermes.service`, Buffer.alloc(100_000, ' hermes gateway '));
    expect((await get<GatewayService>('service')).legacy).toEqual([]);
  });
});

describe('the relay of a gateway', () => {
  const enroll = (body: object = {}, profile?: string) =>
    post('relay/enroll', { token, connectorUrl, ...body }, profile);
  const relay = (profile?: string) => get<GatewayRelay>('relay', profile);

  it('is joined with a token that nobody sees', async () => {
    await fixture.put('.hermes/profiles/coder/.env', 'A=1\n');
    expect(await relay('coder')).toMatchObject({ isEnrolled: false, identity: { kind: 'none' } });
    const output = await endOf(await enroll({ gatewayId: 'gw-1' }, 'coder'));
    expect(output.job).toMatchObject({
      command: `hermes -p coder gateway enroll --connector-url ${connectorUrl} --gateway-id gw-1`,
      state: 'succeeded',
    });
    expect(output.job.verified!.text).toContain('gw-1 of tenant tenant-fake-1');
    const after = await relay('coder');
    expect(after).toMatchObject({ isEnrolled: true, id: 'gw-1', url: connectorUrl });
    expect(after.secret!.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(await fixture.text('.hermes/profiles/coder/.env')).toContain(relaySecret);
    const events = await (await product.api('GET', '/api/admin/events?limit=5')).text();
    const seen = [JSON.stringify(output), JSON.stringify(after), (await calls()).join(), events];
    for (const text of seen) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(relaySecret);
    }
  });

  it('that refuses leaves .env as it was, and its words hide the token', async () => {
    await fixture.put('.hermes/.env', 'A=1\n');
    const { job, lines } = await endOf(await enroll({ token: 'used-token-0123456789' }));
    expect(job).toMatchObject({ state: 'failed', exitCode: 1, verified: { isAsWanted: false } });
    expect(lines[0]!.text).toBe('✗ Enrollment failed: enrollment token already used ([hidden])');
    expect(await fixture.text('.hermes/.env')).toBe('A=1\n');
  });

  it('is replaced only by somebody who says so', async () => {
    await endOf(await enroll());
    const first = await relay();
    expect((await enroll({ token: `${token}2` })).status).toBe(409);
    const again = await enroll({ token: `${token}2`, isReplacement: true });
    expect((await endOf(again)).job.state).toBe('succeeded');
    expect((await relay()).secret!.fingerprint).not.toBe(first.secret!.fingerprint);
    await fixture.put('bin/hermes.lies', '');
    const lied = await endOf(await enroll({ token: `${token}3`, isReplacement: true }));
    expect(lied.job).toMatchObject({ state: 'failed', exitCode: 0 });
    expect(lied.job.verified!.text).toBe('.env holds the same secret as before.');
  });

  it('leaves the secrets that are replaced in the history of .env', async () => {
    await endOf(await enroll());
    const before = await fixture.text('.hermes/.env');
    await endOf(await enroll({ token: `${token}2`, isReplacement: true }));
    const editor = product.product.console.get(HermesFileEditor);
    const file = { profile: 'default', path: '.env' };
    const [newest] = await editor.history(file);
    expect(await editor.pastText(file, newest!.id)).toBe(before);
  });

  it('goes from .env with everything else kept', async () => {
    await endOf(await enroll());
    const text = await fixture.text('.hermes/.env');
    await fixture.put('.hermes/.env', `# mine\nA=1\n${text}`);
    const { version, keys } = await relay();
    expect(keys).toEqual([
      'GATEWAY_RELAY_ID',
      'GATEWAY_RELAY_SECRET',
      'GATEWAY_RELAY_DELIVERY_KEY',
      'GATEWAY_RELAY_URL',
    ]);
    const leave = (ifMatch: string) =>
      post('relay/unenroll', {}, 'default', { 'if-match': `"${ifMatch}"` });
    expect((await post('relay/unenroll')).status).toBe(428);
    expect((await leave('0'.repeat(64))).status).toBe(412);
    expect((await leave(version)).body).toMatchObject({ isEnrolled: false, keys: [] });
    expect(await fixture.text('.hermes/.env')).toBe('# mine\nA=1\n');
    expect((await leave((await relay()).version)).status).toBe(409);
  });

  it('is not joined where another token would be used, or somebody else provides it', async () => {
    await fixture.put('.hermes/.env', 'GATEWAY_RELAY_ENROLL_TOKEN=other-token\n');
    expect((await relay()).hindrance).toContain('GATEWAY_RELAY_ENROLL_TOKEN stands in .env');
    expect((await enroll()).status).toBe(409);
    await fixture.put('.hermes/.env', '');
    await fixture.put('.hermes/.managed', '');
    expect((await enroll()).status).toBe(409);
    expect(await isThere('bin/hermes.calls')).toBe(false);
  });

  it.each([
    ['an address with a password', { connectorUrl: 'wss://me:secret@connector.example.com' }],
    ['an address of another kind', { connectorUrl: 'file:///etc/passwd' }],
    ['an option for an address', { connectorUrl: '--help' }],
    ['an option for an id', { gatewayId: '--wake-url' }],
    ['a token with spaces', { token: 'two words' }],
    ['an unknown field', { platform: 'telegram' }],
  ])('takes no %s', async (_, body) => {
    const answer = await enroll(body);
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).not.toContain(token);
  });

  it('says with whom the connector is told who asks', async () => {
    await fixture.put('.hermes/auth.json', { providers: { nous: { access_token: 'x' } } });
    expect((await relay()).identity.kind).toBe('nous');
    await fixture.put('.hermes/.env', 'GATEWAY_RELAY_IDP_TOKEN_URL=https://idp.example.com\n');
    expect((await relay()).identity.kind).toBe('own_provider');
    expect((await relay('nobody')) as unknown).toMatchObject({ error: { code: 'not_found' } });
  });

  it('of a file that cannot be read is not guessed', async () => {
    await fixture.put('.hermes/.env', Buffer.of(0xff, 0xfe, 0));
    expect(await relay()).toMatchObject({
      source: { status: 'unreadable', reason: 'not_utf8' },
      isEnrolled: false,
      hindrance: expect.stringContaining('cannot be read'),
    });
    await chmod(fixture.at('.hermes/.env'), 0o600);
  });
});
