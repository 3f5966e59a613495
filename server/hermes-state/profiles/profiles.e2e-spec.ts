import { link, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { startTimeOf } from '../../http/process-start-time.ts';
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

describe('the list of profiles', () => {
  it('tells model, skills, alias, description and what is active', async () => {
    await populateHome(fixture);
    await fixture.put(at('profiles/coder/skills/ops/disk/SKILL.md'), 'x');
    await fixture.put(at('profiles/coder/skills/.hub/cache/SKILL.md'), 'x');
    await fixture.put('.local/bin/coder', '#!/bin/sh\nexec hermes -p coder "$@"\n', 0o755);
    await fixture.put(at('active_profile'), 'coder\n');
    await fixture.put(at('profiles/coder/distribution.yaml'), 'name: dev\nversion: 1.2.0\n');
    const { items, active, total } = await list();
    expect([items.map(({ name }) => name), active, total]).toEqual([
      ['default', 'coder'],
      'coder',
      2,
    ]);
    expect(items[0]).toMatchObject({
      isDefault: true,
      isActive: false,
      model: 'anthropic/claude-sonnet-4.6',
      provider: 'openrouter',
      alias: null,
      skills: { count: 1 },
      hasSoul: true,
    });
    expect(items[1]).toMatchObject({
      isActive: true,
      model: 'gpt-4.1-mini',
      skills: { count: 1 },
      alias: { state: 'own', path: fixture.at('.local/bin/coder') },
      description: 'writes code',
      distribution: { name: 'dev', version: '1.2.0' },
      hasEnvironment: true,
      problems: [],
    });
  });

  it('is the default alone in an empty home, and says why no verb can be run', async () => {
    const { items, commandUnavailable } = await list();
    expect(items.map(({ name, model }) => [name, model])).toEqual([['default', null]]);
    expect(commandUnavailable).toContain('There is no hermes command');
  });

  it('names what cannot be read beside what can', async () => {
    await fixture.put(at('profiles/bad/config.yaml'), 'model: [unclosed\n');
    await fixture.put(at('profiles/bad/profile.yaml'), Buffer.from([0xff, 0xfe, 0x00]));
    await fixture.put(at('profiles/bad/skills'), 'no folder');
    const bad = await profile('bad');
    expect(bad.problems.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
      'profiles/bad/config.yaml: not_yaml, line 2',
      'profiles/bad/profile.yaml: not_utf8',
    ]);
    expect([bad.model, bad.skills]).toEqual([null, null]);
  });

  it('follows no link out of the home', async () => {
    await fixture.put('elsewhere/config.yaml', 'model: stolen\n');
    await mkdir(fixture.at(at('profiles')), { recursive: true });
    await symlink(fixture.at('elsewhere'), fixture.at(at('profiles/linked')));
    await symlink(fixture.at(at('profiles/circle')), fixture.at(at('profiles/circle')));
    const linked = await profile('linked');
    expect([linked.isLink, linked.model, linked.problems[0]?.reason]).toEqual([
      true,
      null,
      'outside_root',
    ]);
    expect((await profile('circle')).isLink).toBe(true);
  });

  it('names folders that Hermes ignores, and an active profile that is not there', async () => {
    await fixture.put(at('profiles/Upper/config.yaml'), '');
    await fixture.put(at('profiles/notes.txt'), '');
    await fixture.put(at('active_profile'), 'gone\n');
    const answer = await list();
    expect(answer.ignored).toEqual(['Upper', 'notes.txt']);
    expect([answer.active, answer.isActiveMissing]).toEqual(['gone', true]);
  });

  it('survives hostile files', async () => {
    const bomb = Array.from({ length: 9 }, (_, i) =>
      i === 0 ? 'a0: &a0 [x, x, x, x, x, x, x, x]' : `a${i}: &a${i} [${`*a${i - 1}, `.repeat(8)}]`,
    ).join('\n');
    await fixture.put(at('profiles/bomb/config.yaml'), bomb);
    await fixture.put(at('profiles/proto/config.yaml'), '__proto__: {model: x}\nmodel: fine\n');
    await fixture.put(at('profiles/proto/gateway.pid'), '{"pid": 1e99, "__proto__": {"pid": 1}}');
    await fixture.put(at('profiles/long/config.yaml'), `model: ${'x'.repeat(3_000_000)}\n`);
    await fixture.put(at('profiles/nul/config.yaml'), 'model: a\0b\n');
    const { items } = await list();
    expect(items.map(({ name, problems, model }) => [name, problems[0]?.reason, model])).toEqual([
      ['default', undefined, null],
      ['bomb', expect.stringMatching(/not_yaml/), null],
      ['long', 'too_large', null],
      ['nul', expect.stringMatching(/not_yaml/), null],
      ['proto', undefined, 'fine'],
    ]);
  });

  it('answers a page of a thousand profiles with all names at once', async () => {
    await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const name = `p${String(index).padStart(4, '0')}`;
        await fixture.put(at(`profiles/${name}/config.yaml`), 'model: m\n');
      }),
    );
    const begun = performance.now();
    const first = await list();
    expect(performance.now() - begun).toBeLessThan(3000);
    expect([first.items.length, first.total, first.nextCursor]).toEqual([50, 1001, 'p0048']);
    const second = await list(`?cursor=${first.nextCursor}&limit=10`);
    expect(second.items[0]!.name).toBe('p0049');
    expect((await list('?search=p099')).matching).toBe(10);
    expect((await admin.get(`${path}/names`)).body.items).toHaveLength(1001);
  });

  it('counts the size of a home, its profiles apart', async () => {
    await fixture.put(at('state.db'), 'x'.repeat(1000));
    await fixture.put(at('profiles/coder/logs/agent.log'), 'x'.repeat(50));
    await symlink('/usr', fixture.at(at('profiles/coder/usr')));
    const { items } = await list();
    expect(items.map(({ size }) => size)).toEqual([
      { bytes: 1000, files: 1, isComplete: true, isCounting: false },
      { bytes: 50, files: 1, isComplete: true, isCounting: false },
    ]);
  });
});

describe('the gateway of a profile', () => {
  const state = async (files: Record<string, unknown>) => {
    for (const [file, content] of Object.entries(files))
      await fixture.put(at(`profiles/coder/${file}`), content);
    return (await profile('coder')).gateway;
  };
  const own = { pid: process.pid, start_time: startTimeOf(process.pid) };

  it('is stopped when nothing says that it runs', async () => {
    expect(await state({ 'config.yaml': '' })).toMatchObject({ state: 'stopped', claimed: null });
  });

  it('is stale when its files say that it runs and no such process lives', async () => {
    const record = { pid: 4_000_000, start_time: 1, gateway_state: 'running' };
    expect(await state({ 'gateway_state.json': record })).toMatchObject({
      state: 'stale',
      claimed: 'running',
    });
  });

  it('is stale when the number now belongs to another program, or to one that began later', async () => {
    expect(await state({ 'gateway.pid': own })).toMatchObject({ state: 'stale' });
    expect(await state({ 'gateway.pid': { ...own, start_time: 5 } })).toMatchObject({
      state: 'stale',
    });
    expect(await state({ 'gateway.pid': String(process.pid) })).toMatchObject({ state: 'stale' });
  });

  it('is running when the process lives, began then and is a gateway', async () => {
    const { spawn } = await import('node:child_process');
    const child = spawn('/bin/sh', ['-c', 'sleep 60; :', 'hermes', 'gateway', 'run']);
    try {
      await new Promise((resolve) => child.once('spawn', resolve));
      const record = { pid: child.pid, start_time: startTimeOf(child.pid!) };
      expect(await state({ 'gateway.pid': record })).toMatchObject({
        state: 'running',
        pid: child.pid,
      });
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('is unknown when its heartbeat is recent but no process is seen, or a file cannot be read', async () => {
    const beat = { updated_at: new Date().toISOString() };
    expect(await state({ 'state/gateway.heartbeat': beat })).toMatchObject({ state: 'unknown' });
    expect(await state({ 'gateway_state.json': '{"half' })).toMatchObject({ state: 'unknown' });
  });
});

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
        { what: 'memory entries', count: 2, reason: null },
        { what: 'cron jobs', count: 3, reason: null },
      ]),
    );
    expect(body.blocked).toBeNull();
    expect((await admin.get(`${path}/default/contents`)).body.blocked).toContain('default profile');
  });
});
