import { mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { writeFakeTools } from '../../testing/fake-hermes-tools.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { Tools, ToolsPreview } from './tools.contract.ts';

const base = '/api/admin/hermes/tools';
const secret = 'tk-0123456789abcdef0123456789abcdef';
const config = `# mine
model: x   # good
mcp_servers:
  linear: {url: https://mcp.example/mcp, headers: {Authorization: Bearer ${secret}}}
  files: {command: npx, tools: {include: [read]}, enabled: false}
platform_toolsets:
  telegram:
    - web
    - mystery
`;
let fixture: HermesHomeFixture;
let product: TestProduct;

const read = async (profile = 'default'): Promise<Tools> =>
  (await (await product.api('GET', `${base}?profile=${profile}`)).json()) as Tools;
const cellOf = ({ toolsets }: Tools, name: string, platform: string) => {
  const cell = toolsets
    .find((one) => one.name === name)!
    .cells.find((one) => one.platform === platform)!;
  return `${cell.isOn} ${cell.reason}`;
};
const ask = async (method: string, path: string, body: object, ifMatch?: string) => {
  const headers: Record<string, string> =
    ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` };
  const answer = await product.api(method, base + path, body, headers);
  return { status: answer.status, body: (await answer.json()) as never };
};
const change = (body: object) => ({ toolset: 'web', platform: 'cli', isEnabled: false, ...body });

beforeAll(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  fixture = await createHermesHome();
  product = await startTestProduct({
    HERMES_HOME: fixture.at('.hermes'),
    HERMES_BIN: await writeFakeTools(fixture.at('opt/bin/hermes')),
  });
});
beforeEach(async () => {
  await rm(fixture.at('.hermes'), { recursive: true, force: true });
  await mkdir(fixture.at('.hermes/profiles/coder'), { recursive: true });
  await fixture.put('.hermes/config.yaml', config);
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});

describe('toolsets of a profile', () => {
  it('are those of Hermes on their defaults where there is no file', async () => {
    const tools = await read('coder');
    expect(cellOf(tools, 'terminal', 'cli')).toBe('true default');
    expect(cellOf(tools, 'terminal', 'webhook')).toBe('false default');
    expect(tools.sources.map(({ status }) => status)).toEqual(['missing', 'missing', 'missing']);
    expect(tools.configVersion).toBe('absent');
    expect((await product.api('GET', `${base}?profile=nobody`)).status).toBe(404);
  });

  it('tell which lists decide, which names mean nothing, and where danger is', async () => {
    const tools = await read();
    expect(cellOf(tools, 'terminal', 'telegram')).toBe('false list');
    expect(cellOf(tools, 'linear', 'telegram')).toBe('true default');
    expect(cellOf(tools, 'files', 'telegram')).toBe('false server');
    const telegram = tools.platforms.find(({ name }) => name === 'telegram')!;
    expect(telegram).toMatchObject({ isInUse: true, unknownNames: ['mystery'] });
    expect(tools.toolsets.find(({ name }) => name === 'terminal')!.risk).toMatchObject({
      level: 'high',
    });
    expect(JSON.stringify(tools)).not.toContain(secret);
  });

  it('say what is missing for them, and what cannot be known', async () => {
    const needOf = async (name: string) =>
      (await read()).toolsets.find((one) => one.name === name)!.need;
    expect(await needOf('web')).toMatchObject({ state: 'missing' });
    expect((await needOf('web')).variables).toContainEqual({
      name: 'TAVILY_API_KEY',
      isSet: false,
    });
    expect(await needOf('browser')).toMatchObject({ state: 'unknown' });
    expect(await needOf('todo')).toMatchObject({ state: 'ready' });
    await fixture.put('.hermes/.env', `TAVILY_API_KEY=${secret}\nHASS_TOKEN=${secret}\n`);
    expect(await needOf('web')).toMatchObject({ state: 'ready' });
    expect(cellOf(await read(), 'homeassistant', 'cli')).toBe('true credentials');
    await fixture.put('.hermes/auth.json', { providers: { 'xai-oauth': { tokens: {} } } });
    expect(cellOf(await read(), 'x_search', 'cli')).toBe('true credentials');
    expect(JSON.stringify(await read())).not.toContain(secret);
  });

  it('of plugins are named as far as files name them', async () => {
    await fixture.put(
      '.hermes/config.yaml',
      'plugins: {enabled: [greeter, ../../etc, gone]}\nknown_plugin_toolsets: {cli: [notes]}\n',
    );
    await fixture.put(
      '.hermes/plugins/greeter/plugin.yaml',
      'name: greeter\nprovides_tools: [hello]\nrequires_env: [GREETER_KEY]\n',
    );
    const plugins = (await read()).toolsets.filter(({ kind }) => kind === 'plugin');
    expect(plugins.map(({ name, tools, need }) => [name, tools, need.state])).toEqual([
      ['notes', [], 'unknown'],
      ['greeter', ['hello'], 'missing'],
    ]);
    expect(plugins[1]!.lockedReason).toContain('known_plugin_toolsets');
    expect(plugins[0]!.lockedReason).toBeNull();
  });

  const damage: [string, string, () => Promise<unknown>][] = [
    ['not UTF-8', 'not_utf8', () => fixture.put('.hermes/config.yaml', Buffer.of(0xff, 0xfe, 0))],
    ['huge', 'too_large', () => fixture.put('.hermes/config.yaml', '#'.repeat(9_000_000))],
    [
      'a link out of the home',
      'not_regular',
      async () => {
        await fixture.put('elsewhere.yaml', config);
        await rm(fixture.at('.hermes/config.yaml'));
        await symlink(fixture.at('elsewhere.yaml'), fixture.at('.hermes/config.yaml'));
      },
    ],
  ];
  it.each(damage)('are not guessed when the file is %s', async (_, reason, make) => {
    await make();
    const tools = await read();
    expect(tools.sources[0]).toMatchObject({ status: 'unreadable', reason });
    expect(cellOf(tools, 'web', 'cli')).toBe('null unknown');
    expect(tools.configVersion).toBeNull();
  });

  const odd: [string, string][] = [
    ['half-written', 'platform_toolsets: [web'],
    ['a bomb', `a: &a [x,x]\n${'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n'.repeat(3)}c: [*b]\n`],
    ['full of odd things', '__proto__: {x: 1}\nplatform_toolsets: {cli: 7, __proto__: [web]}\n'],
    ['a list', '- web\n'],
    ['odd inside', 'agent: 5\nmcp_servers: [x]\nplugins: {enabled: yes}\nplatform_toolsets: []\n'],
    ['long', `platform_toolsets: {cli: [${'web, '.repeat(20_000)}web]}\n`],
    ['wide', `mcp_servers:\n${Array.from({ length: 999 }, (_, n) => `  s${n}: {}`).join('\n')}\n`],
  ];
  it.each(odd)('are told when the file is %s', async (_, text) => {
    await fixture.put('.hermes/config.yaml', text);
    const answer = await product.api('GET', base);
    expect(answer.status).toBe(200);
    const { toolsets } = (await answer.json()) as Tools;
    expect(toolsets.length).toBeLessThan(300);
    expect(toolsets.find(({ name }) => name === 'web')!.cells[0]!.isOn).toBe(true);
  });

  it('are read without leaving a trace', async () => {
    const names = () => readdir(fixture.at('.hermes'), { recursive: true });
    const before = [await names(), await fixture.text('.hermes/config.yaml')];
    await read();
    expect([await names(), await fixture.text('.hermes/config.yaml')]).toEqual(before);
  });
});

describe('a change of config.yaml', () => {
  it('of one toolset keeps comments and all else', async () => {
    const wanted = change({ kind: 'switch', platform: 'telegram', toolset: 'terminal' });
    const body = { ...wanted, isEnabled: true };
    const preview = (await ask('POST', '/preview', body)).body as ToolsPreview;
    expect(preview.listBefore).toEqual(['web', 'mystery']);
    expect(preview.listAfter).toEqual(['kanban', 'mystery', 'terminal', 'web']);
    expect(preview.commandNotes[0]).toContain('comments');
    expect(JSON.stringify(preview)).not.toContain(secret);
    const saved = await ask('PUT', '', body, preview.version);
    expect(saved.status).toBe(200);
    const text = await fixture.text('.hermes/config.yaml');
    expect(text).toContain('# mine\nmodel: x   # good\n');
    expect(text).toContain(secret);
    expect(cellOf(await read(), 'terminal', 'telegram')).toBe('true list');
    expect((await ask('PUT', '', body, preview.version)).status).toBe(412);
    expect((await ask('PUT', '', body)).status).toBe(428);
  });

  it('back to the default takes the list away', async () => {
    const body = { kind: 'reset', platform: 'telegram' };
    const { configVersion } = await read();
    expect((await ask('PUT', '', body, configVersion!)).status).toBe(200);
    const text = await fixture.text('.hermes/config.yaml');
    expect(text).not.toContain('mystery');
    expect(text).toContain('model: x   # good');
    expect(cellOf(await read(), 'terminal', 'telegram')).toBe('true default');
  });

  it('lets a toolset be that was disabled everywhere', async () => {
    await fixture.put('.hermes/config.yaml', 'agent:\n  disabled_toolsets: [web, memory] # why\n');
    expect(cellOf(await read(), 'web', 'cli')).toBe('false global');
    const refused = await ask(
      'POST',
      '/switch',
      change({ isEnabled: true }),
      (await read()).configVersion!,
    );
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'toolset_locked' } } });
    const { configVersion } = await read();
    const allowed = await ask('PUT', '', { kind: 'allow', toolset: 'web' }, configVersion!);
    expect(allowed.status).toBe(200);
    expect(await fixture.text('.hermes/config.yaml')).toContain('[memory] # why');
    expect(cellOf(await read(), 'web', 'cli')).toBe('true default');
  });

  it('is refused where the file does not parse or nothing could come of it', async () => {
    const switches = (body: object) => ask('POST', '/preview', change({ kind: 'switch', ...body }));
    expect((await switches({ toolset: 'kanban' })).status).toBe(409);
    expect((await switches({ toolset: 'linear' })).status).toBe(409);
    expect((await switches({ toolset: 'discord' })).status).toBe(409);
    expect((await switches({ platform: 'nowhere' })).status).toBe(404);
    expect((await switches({ toolset: '--help' })).status).toBe(422);
    await fixture.put('.hermes/config.yaml', 'platform_toolsets: [');
    expect((await switches({})).status).toBe(409);
    expect(await fixture.text('.hermes/config.yaml')).toBe('platform_toolsets: [');
    await fixture.put('.hermes/config.yaml', 'platform_toolsets: [web]\n');
    expect((await switches({})).status).toBe(409);
  });

  it('says what the command would do beyond it', async () => {
    await fixture.put(
      '.hermes/config.yaml',
      'mcp_servers: {linear: {}}\nplatform_toolsets: {cli: [web, no_mcp]}\n',
    );
    const { body } = await ask('POST', '/preview', change({ kind: 'switch' }));
    const { commandNotes, listAfter } = body as ToolsPreview;
    expect(commandNotes.join(' ')).toContain('linear are on there afterwards');
    expect(commandNotes.join(' ')).not.toContain('comments');
    expect(listAfter).toContain('no_mcp');
  });
});
