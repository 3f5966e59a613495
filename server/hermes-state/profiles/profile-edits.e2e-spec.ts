import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { homeSecrets, populateHome } from '../../testing/populated-home.ts';
import { ConsoleClient } from '../../testing/test-console.ts';
import { adminPassword, startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import { HomeSizes } from '../storage/home-sizes.ts';
import type { ProfileList, ProfileView } from './profiles.contract.ts';

const path = '/api/admin/hermes/profiles';

let fixture: HermesHomeFixture;
let product: TestProduct;
let admin: ConsoleClient;

beforeAll(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  fixture = await createHermesHome();
  product = await startTestProduct({ HERMES_HOME: fixture.at('.hermes') });
  admin = new ConsoleClient(product.consoleUrl);
  await admin.logIn(adminPassword);
});
beforeEach(async () => {
  for (const each of ['.hermes', '.local'])
    await rm(fixture.at(each), { recursive: true, force: true });
  await mkdir(fixture.at('.hermes'));
  for (const each of ['default', 'coder']) product.product.console.get(HomeSizes).forget(each);
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});

const list = async (query = ''): Promise<ProfileList> => (await admin.get(path + query)).body;
const profile = async (name: string): Promise<ProfileView> =>
  (await list()).items.find((each) => each.name === name)!;
const at = (file: string) => `.hermes/${file}`;

describe('comparing two profiles', () => {
  it('shows what differs and no secret', async () => {
    await populateHome(fixture);
    const { body, text } = await admin.get(`${path}/compare?a=default&b=coder`);
    const [config, environment] = body.files;
    expect(config.before).toContain('provider: openrouter');
    expect(config.after).toBe('model: gpt-4.1-mini\n');
    expect(config.before).toContain('TOKEN: ${OPENROUTER_API_KEY}');
    expect(environment.after).toMatch(/^CODER_API_KEY=lk-l…cdef \(sha256 [\da-f]{16}\)$/);
    for (const secret of Object.values(homeSecrets)) expect(text).not.toContain(secret);
  });

  it('names a file that cannot be read, and refuses a profile that is not there', async () => {
    await fixture.put(at('profiles/bad/config.yaml'), 'a: [\n');
    const { body } = await admin.get(`${path}/compare?a=default&b=bad`);
    expect(body.files[0].problems).toContainEqual({
      file: 'profiles/bad/config.yaml',
      status: 'unreadable',
      reason: 'not_yaml',
    });
    expect((await admin.get(`${path}/compare?a=default&b=nobody`)).status).toBe(404);
  });
});

describe('changing a profile without the command', () => {
  beforeEach(() => populateHome(fixture));

  it('makes another one active', async () => {
    expect((await admin.post(`${path}/coder/use`)).status).toBe(204);
    expect(await fixture.text(at('active_profile'))).toBe('coder\n');
    expect((await admin.post(`${path}/nobody/use`)).status).toBe(404);
  });

  it('describes it, and leaves comments and other fields', async () => {
    await fixture.put(at('profiles/coder/profile.yaml'), '# mine\ncolour: red\ndescription: old\n');
    const text = 'Reviews: "everything" # really';
    const answer = await admin.send('PUT', `${path}/coder/description`, {
      body: { description: text },
    });
    expect(answer.status).toBe(204);
    const after = await fixture.text(at('profiles/coder/profile.yaml'));
    expect(after).toMatch(/^# mine\ncolour: red\ndescription: /);
    expect((await profile('coder')).description).toBe(text);
    const events = await admin.get('/api/admin/events?limit=1');
    expect(events.body.items[0]).toMatchObject({
      action: 'hermes_profile.describe',
      target: { id: 'coder' },
      changes: [{ field: 'description', before: 'old', after: text }],
    });
  });

  it('describes one that has no description file', async () => {
    await rm(fixture.at(at('profiles/coder/profile.yaml')));
    await admin.send('PUT', `${path}/coder/description`, { body: { description: 'Writes code.' } });
    expect(await fixture.text(at('profiles/coder/profile.yaml'))).toBe(
      'description: Writes code.\ndescription_auto: false\n',
    );
  });

  it('does not touch a description file that does not parse', async () => {
    await fixture.put(at('profiles/coder/profile.yaml'), 'a: [\n');
    const answer = await admin.send('PUT', `${path}/coder/description`, {
      body: { description: 'x' },
    });
    expect([answer.status, answer.body.error.code]).toEqual([409, 'file_unusable']);
    expect(await fixture.text(at('profiles/coder/profile.yaml'))).toBe('a: [\n');
  });

  it('saves SOUL.md only over the version that was shown', async () => {
    const { body } = await admin.get(`${path}/default/soul`);
    expect(body.text).toContain('# Who you are');
    const save = (text: string, headers = {}) =>
      admin.send('PUT', `${path}/default/soul`, { body: { text }, headers });
    expect((await save('x')).status).toBe(428);
    await fixture.put(at('SOUL.md'), 'changed meanwhile\n', 0o644);
    const stale = await save('x', { 'if-match': body.version });
    expect([stale.status, stale.body.error.code]).toEqual([412, 'file_changed']);
    const { version } = stale.body.error.details;
    const saved = await save('# New\n', { 'if-match': `"${version}"` });
    expect([saved.status, saved.body.text]).toEqual([200, '# New\n']);
    expect(await fixture.text(at('SOUL.md'))).toBe('# New\n');
  });

  it('makes a SOUL.md where there is none', async () => {
    const { body } = await admin.get(`${path}/coder/soul`);
    expect([body.source.status, body.version]).toEqual(['missing', 'absent']);
    const headers = { 'if-match': body.version };
    await admin.send('PUT', `${path}/coder/soul`, { body: { text: 'Hi\n' }, headers });
    expect(await fixture.text(at('profiles/coder/SOUL.md'))).toBe('Hi\n');
  });

  it('does not write through a second name of the file', async () => {
    await writeFile(fixture.at('outside.md'), 'not yours\n');
    await link(fixture.at('outside.md'), fixture.at(at('profiles/coder/SOUL.md')));
    const { body } = await admin.get(`${path}/coder/soul`);
    expect([body.source.reason, body.text]).toEqual(['not_regular', '']);
    const answer = await admin.send('PUT', `${path}/coder/soul`, {
      body: { text: 'x' },
      headers: { 'if-match': body.version },
    });
    expect(answer.status).toBe(409);
    expect(await readFile(join(fixture.folder, 'outside.md'), 'utf8')).toBe('not yours\n');
  });

  it('tells what would be gone with it', async () => {
    await fixture.put(at('profiles/coder/memories/MEMORY.md'), 'one\n§\ntwo\n');
    await fixture.put(at('profiles/coder/cron/jobs.json'), { jobs: [{}, {}, {}] });
    const { body } = await admin.get(`${path}/coder/contents`);
    expect(body.counts).toEqual(
      expect.arrayContaining([
        { what: 'sessions', count: 1, reason: null },
        { what: 'memory entries', count: 2, reason: null },
        { what: 'cron jobs', count: 3, reason: null },
      ]),
    );
    expect(body.blocked).toBeNull();
    expect((await admin.get(`${path}/default/contents`)).body.blocked).toContain('default profile');
  });
});
