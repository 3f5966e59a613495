import { mkdir, rm, symlink } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { startTimeOf } from '../../http/process-start-time.ts';
import { eventually } from '../../testing/eventually.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { populateHome } from '../../testing/populated-home.ts';
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
    const first = await list();
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
    const items = await eventually(async () => {
      const found = (await list()).items;
      expect(found.every(({ size }) => size?.isCounting === false)).toBe(true);
      return found;
    });
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
  const own = {
    pid: process.pid,
    start_time: startTimeOf(process.pid),
    gateway_state: 'running',
  };

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

  it('is stale when the number now belongs to another program', async () => {
    expect(await state({ 'gateway_state.json': own })).toMatchObject({ state: 'stale' });
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
    const said = { pid: 4_000_000, gateway_state: 'running' };
    expect(
      await state({ 'state/gateway.heartbeat': beat, 'gateway_state.json': said }),
    ).toMatchObject({ state: 'unknown' });
    expect(await state({ 'gateway_state.json': '{"half' })).toMatchObject({ state: 'unknown' });
  });
});
