import { symlink } from 'node:fs/promises';
import { leakedMcpSecrets, McpConsole, mcpConfig } from '../../testing/mcp-console.ts';
import { mcpSecrets, putMcpTokens } from '../../testing/populated-mcp.ts';
import { versionOf } from '../files/file-version.ts';
import type { ImportCheck, McpDraft } from './mcp.contract.ts';

let mcp: McpConsole;
beforeAll(async () => {
  mcp = await McpConsole.start();
});
afterAll(() => mcp?.stop());
beforeEach(() => mcp.nextProfile());

const draft = (change: Partial<McpDraft>): Partial<McpDraft> => ({
  transport: 'stdio',
  command: 'npx',
  args: ['-y', 'thing'],
  ...change,
});

describe('the MCP servers of a profile', () => {
  it('are told without their secrets, as Hermes understands them', async () => {
    await mcp.put('config.yaml', mcpConfig);
    await mcp.put('.env', 'OTHER=1\n');
    await putMcpTokens(mcp.fixture, mcp.inHome());
    await mcp.put('mcp-tokens/gone.json', {});
    const { servers, locked, strayTokens, source } = await mcp.read();
    expect([locked, strayTokens, source.status]).toEqual([null, ['gone.json'], 'present']);
    expect(servers).toMatchObject([
      {
        name: 'github',
        transport: 'stdio',
        command: 'npx',
        package: { name: '@modelcontextprotocol/server-github', version: '1.2.0' },
        isEnabled: true,
        tools: { mode: 'include', names: ['create_issue', 'list_issues'] },
        env: [
          { name: 'GITHUB_PERSONAL_ACCESS_TOKEN', reference: '${GITHUB_PAT}', secret: null },
          { name: 'NOTE', reference: null, secret: { masked: 'an o…2026' } },
        ],
        problems: [expect.stringContaining('Not set in .env: GITHUB_PAT.')],
        token: { state: 'absent' },
      },
      {
        name: 'linear',
        transport: 'http',
        auth: { kind: 'oauth', scope: 'read write', hasClientSecret: true },
        token: { state: 'valid', expiresAt: '2100-01-01T00:00:00.000Z', scope: 'read write' },
      },
      {
        name: 'searxng',
        transport: 'sse',
        isEnabled: false,
        timeoutSeconds: 180,
        connectTimeoutSeconds: 10,
        tools: { mode: 'all' },
      },
      {
        name: 'internal-api',
        auth: { kind: 'header' },
        tools: { mode: 'exclude', names: ['delete_all'] },
        headers: [{ name: 'Authorization' }, { name: 'X-Team', secret: { masked: '••••' } }],
      },
    ]);
  });

  it('are none without a file, with an empty one, and with an empty section', async () => {
    expect(await mcp.read()).toMatchObject({ servers: [], locked: null, version: 'absent' });
    for (const text of ['', 'mcp_servers:\n', 'mcp_servers: {}\n', 'model: x\n']) {
      await mcp.put('config.yaml', text);
      expect(await mcp.read()).toMatchObject({ servers: [], locked: null });
    }
  });

  it.each<[string, string | Buffer, string]>([
    ['a list', 'mcp_servers: [a, b]\n', 'is no mapping'],
    ['half a file', 'mcp_servers: {a: [\n', 'is not valid YAML'],
    ['aliases', 'a: &a [x,x]\nb: &b [*a,*a]\nc: *nobody\n', 'is not valid YAML'],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00]), 'cannot be read: not_utf8'],
    ['20 MB', 'x'.repeat(20_000_000), 'cannot be read: too_large'],
  ])('are not changed when there is something else: %s', async (_, text, reason) => {
    await mcp.put('config.yaml', text);
    const { locked, servers } = await mcp.read();
    expect([locked, servers]).toEqual([expect.stringContaining(reason), []]);
    const response = await mcp.post('add', { name: 'a', draft: draft({}) }, versionOf('x'));
    expect([409, 412, 422]).toContain(response.status);
  });

  it.each([
    'mcp_servers:\n  ? a\n  : {command: x}\n',
    'd: &d {a: {command: x, env: {K: mcp-bearer-8c7b6a5948372615}}}\nmcp_servers: *d\n',
    'd: &d {command: x}\nmcp_servers:\n  a: *d\n',
    'mcp_servers:\n  a: &a\n    command: x\n    env: &e {K: mcp-bearer-8c7b6a5948372615}\n    headers: *e\n',
    'mcp_servers:\n  a:\n    command: x\n    args: &l [--token, mcp-bearer-8c7b6a5948372615]\n',
    '{"mcp_servers": {"a": {"command": "x", "env": {"K": "mcp-bearer-8c7b6a5948372615"}}}}',
    'mcp_servers:\n  a: {command: y}\n  a: {command: x, env: {K: mcp-bearer-8c7b6a5948372615}}\n',
  ])('are told however they are written: %j', async (text) => {
    await mcp.put('config.yaml', text);
    const { servers } = await mcp.read();
    expect(servers).toMatchObject([{ name: 'a', command: 'x' }]);
    const looked = await mcp.post('preview', { kind: 'remove', name: 'a' });
    expect([200, 409, 422]).toContain(looked.status);
    expect(leakedMcpSecrets(await looked.text())).toEqual([]);
  });

  it('name what is no mapping, what is strange, and tokens that cannot be read', async () => {
    await mcp.put(
      'config.yaml',
      'mcp_servers:\n  text: hello\n  none:\n  empty: {}\n  odd: {url: "ftp://x", tools: {include: []}, args: 3, what: 1}\n  __proto__: {command: x}\n  ../../up: {url: "http://x"}\n',
    );
    await mcp.put('mcp-tokens/odd.json', '{"access_token": "half');
    await symlink('/etc/passwd', mcp.at('mcp-tokens/empty.json'));
    const { servers } = await mcp.read();
    expect(servers.map(({ name, isMapping }) => [name, isMapping])).toEqual([
      ['text', false],
      ['none', false],
      ['empty', true],
      ['odd', true],
      ['../../up', true],
    ]);
    expect(servers[0]).toMatchObject({ transport: 'unknown', refusal: 'It is no mapping.' });
    expect(servers[0]!.problems[0]).toMatch('remove it');
    expect(servers[2]).toMatchObject({ token: { state: 'unreadable' } });
    expect(servers[3]!.problems.join(' ')).toMatch(/neither with http.*no list.*lets all.*what/);
    expect(servers[3]!.token).toMatchObject({
      state: 'unreadable',
      files: [{ reason: 'not_json' }],
    });
  });
});

describe('an import', () => {
  const text = JSON.stringify({
    mcpServers: {
      fetch: {
        command: 'uvx',
        args: ['mcp-server-fetch'],
        env: { K: 'imported-secret-1' },
        autoApprove: ['x'],
      },
      linear: { type: 'sse', url: 'https://mcp.linear.example/sse?key=imported-secret-2' },
      off: { command: 'npx', disabled: true },
      'bad name': { command: 'x' },
      nothing: {},
      asks: { command: 'x', env: { K: '${input:key}' } },
      'internal-api': {
        url: 'https://mcp.internal.example/mcp',
        headers: { Authorization: `Bearer ${mcpSecrets.mcpBearer}`, 'X-Team': 'platform' },
      },
    },
  });

  it('is checked and told without a value', async () => {
    await mcp.put('config.yaml', mcpConfig);
    const response = await mcp.post('import/check', { text });
    const answer = await response.text();
    expect(leakedMcpSecrets(answer)).toEqual([]);
    expect(answer).not.toContain('imported-secret');
    const { items } = JSON.parse(answer) as ImportCheck;
    expect(items.map(({ name, action }) => [name, action])).toEqual([
      ['fetch', 'add'],
      ['linear', 'replace'],
      ['off', 'add'],
      ['bad name', 'refused'],
      ['nothing', 'refused'],
      ['asks', 'refused'],
      ['internal-api', 'same'],
    ]);
    expect(items[0]).toMatchObject({ env: ['K'], target: 'uvx mcp-server-fetch' });
    expect(items[0]!.notes[0]).toContain('autoApprove');
    expect(items[2]!.isEnabled).toBe(false);
  });

  it('adds and replaces those that were chosen, and leaves the others', async () => {
    await mcp.put('config.yaml', mcpConfig);
    const names = ['fetch', 'linear', 'off'];
    expect((await mcp.save('import', { text, names })).status).toBe(200);
    const { servers } = await mcp.read();
    expect(servers.map(({ name, transport, isEnabled }) => [name, transport, isEnabled])).toEqual([
      ['github', 'stdio', true],
      ['linear', 'sse', true],
      ['searxng', 'sse', false],
      ['internal-api', 'http', true],
      ['fetch', 'stdio', true],
      ['off', 'stdio', false],
    ]);
    expect(await mcp.config()).toContain('# tickets');
    expect(await mcp.config()).not.toContain('oauth');
    expect((await mcp.save('import', { text, names: ['nothing'] })).status).toBe(422);
    expect((await mcp.save('import', { text, names: ['nobody'] })).status).toBe(422);
  });

  it.each([
    ['{"mcpServers": {"a": {"command": "x"},}} // ends', 1],
    ['{"a": {"url": "https://x"}}', 1],
    ['{"mcpServers": {"__proto__": {"command": "x"}}}', 1],
  ])('takes %s', async (given, count) => {
    const { items } = (await (
      await mcp.post('import/check', { text: given })
    ).json()) as ImportCheck;
    expect(items).toHaveLength(count);
    if (given.includes('__proto__')) expect(items[0]!.action).toBe('refused');
  });

  it.each(['{', '[]', '{}', '{"mcpServers": {}}', '{"model": "x"}', 'x'])(
    'refuses what names no server: %s',
    async (given) => {
      expect((await mcp.post('import/check', { text: given })).status).toBe(422);
    },
  );

  it('refuses endless brackets', async () => {
    const text = '['.repeat(100_000);
    expect((await mcp.post('import/check', { text })).status).toBe(422);
  });

  it('takes long values whole, and refuses those that are too long', async () => {
    await mcp.put('config.yaml', mcpConfig);
    const server = (length: number) => ({ command: 'run', env: { PEM: 'p'.repeat(length) } });
    const text = JSON.stringify({
      mcpServers: {
        fits: server(5000),
        values: server(9000),
        command: { command: 'c'.repeat(9000) },
      },
    });
    const checked = await mcp.post('import/check', { text });
    const { items } = (await checked.json()) as ImportCheck;
    expect(items.map(({ name, reason }) => [name, reason])).toEqual([
      ['fits', null],
      ['values', 'Its env.0.value is too long.'],
      ['command', 'Its command is too long.'],
    ]);
    expect((await mcp.save('import', { text, names: ['fits'] })).status).toBe(200);
    expect(await mcp.config()).toContain(`PEM: ${'p'.repeat(5000)}\n`);
  });
});
