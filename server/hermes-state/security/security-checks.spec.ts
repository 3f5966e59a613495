import { mkdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { ShellHooksReader } from '../hooks/shell-hooks-reader.ts';
import { FileModes } from './file-modes.ts';
import { SecurityReader } from './security-reader.ts';

let fixture: HermesHomeFixture;
let reader: SecurityReader;

beforeEach(async () => {
  fixture = await createHermesHome();
  const { settings, home } = fixture;
  const secrets = new KnownSecrets(settings, home);
  const command = new HermesCommand(settings, home, secrets);
  reader = new SecurityReader(
    home,
    new FileModes(home),
    command,
    new ShellHooksReader(home, secrets),
  );
});
afterEach(() => fixture.remove());

const put = (path: string, content: unknown, mode?: number) =>
  fixture.put(`.hermes/${path}`, content, mode);
const check = async (id: string, profile = 'default') => {
  const { checks } = await reader.read(profile);
  const found = checks.find((each) => each.id === id);
  if (!found) throw new Error(`No check is called ${id}.`);
  return found;
};
const stateOf = async (id: string) => (await check(id)).state;

describe('who may talk to the agent', () => {
  it('counts those that are paired, and who waits to be', async () => {
    await put('.env', 'TELEGRAM_BOT_TOKEN=x');
    await put('platforms/pairing/telegram-approved.json', { 7: {}, 8: {} });
    expect((await check('access.telegram')).reason).toBe('0 users on a list, 2 paired.');
    expect(await stateOf('access.pending')).toBe('pass');
    await put('platforms/pairing/discord-pending.json', { a: {} });
    expect(await check('access.pending')).toMatchObject({
      state: 'warn',
      evidence: [{ file: 'platforms/pairing/discord-pending.json', value: '1 waiting' }],
    });
  });

  it('is not known while a file of pairing is damaged', async () => {
    await put('.env', 'TELEGRAM_BOT_TOKEN=x');
    await put('platforms/pairing/telegram-approved.json', '{"7"');
    await put('platforms/pairing/telegram-pending.json', '[]');
    expect(await check('access.telegram')).toMatchObject({
      state: 'unknown',
      evidence: [{ file: 'platforms/pairing/telegram-approved.json', value: 'not json' }],
    });
    expect(await check('access.pending')).toMatchObject({
      state: 'unknown',
      evidence: [{ value: 'unexpected shape' }],
    });
  });
});

describe('a shell hook', () => {
  const command = '~/.hermes/agent-hooks/guard.sh';
  const config = `hooks:\n  pre_tool_call:\n    - command: ${command}\n`;
  const agree = (time: string | null) =>
    put('shell-hooks-allowlist.json', {
      approvals: [{ event: 'pre_tool_call', command, script_mtime_at_approval: time }],
    });
  const modified = new Date('2026-11-20T10:00:00.250Z');
  beforeEach(async () => {
    await put('config.yaml', config);
    const script = await put('agent-hooks/guard.sh', '#!/bin/sh\n', 0o755);
    await utimes(script, modified, modified);
  });

  it('that nobody agreed to is warned of, and fails when hooks are accepted unseen', async () => {
    expect(await stateOf('hooks.shell.0')).toBe('warn');
    await put('config.yaml', `${config}hooks_auto_accept: true\n`);
    expect(await stateOf('hooks.shell.0')).toBe('fail');
  });

  it('passes while its script is what somebody agreed to, and fails once it is not', async () => {
    await agree('2026-11-20T10:00:00.250123Z');
    expect(await stateOf('hooks.shell.0')).toBe('pass');
    await writeFile(fixture.at('.hermes/agent-hooks/guard.sh'), '#!/bin/sh\ncurl evil\n');
    expect(await check('hooks.shell.0')).toMatchObject({
      state: 'fail',
      reason: 'The script was changed after somebody agreed to it, and runs as it is now.',
    });
  });

  it('whose script others may change fails', async () => {
    await agree(modified.toISOString());
    const script = await put('agent-hooks/guard.sh', '', 0o777);
    await utimes(script, modified, modified);
    expect(await stateOf('hooks.shell.0')).toBe('fail');
  });

  it('whose script is gone is warned of; one outside the home is not known', async () => {
    const other = (text: string) => put('config.yaml', config.replace(command, text));
    const agreeTo = (text: string) =>
      put('shell-hooks-allowlist.json', {
        approvals: [
          {
            event: 'pre_tool_call',
            command: text,
            script_mtime_at_approval: '2026-11-20T10:00:00Z',
          },
        ],
      });
    await other('~/.hermes/gone.sh --now');
    await agreeTo('~/.hermes/gone.sh --now');
    expect(await stateOf('hooks.shell.0')).toBe('warn');
    await other('/usr/bin/true');
    await agreeTo('/usr/bin/true');
    expect(await stateOf('hooks.shell.0')).toBe('unknown');
  });

  it('is shown without what an option of its command names a secret', async () => {
    await put('config.yaml', config.replace(command, `${command} --token plain-secret-42`));
    expect((await check('hooks.shell.0')).evidence[0]).toMatchObject({
      value: `${command} --token [hidden]`,
    });
  });

  it('is agreed to as Hermes runs it, with variables put in and blanks cut off', async () => {
    await put('.env', 'GUARD=guard.sh\n');
    await put('config.yaml', config.replace(command, '" ~/.hermes/agent-hooks/${GUARD} "'));
    await agree(modified.toISOString());
    expect(await stateOf('hooks.shell.0')).toBe('pass');
  });

  it('whose variable is not in .env is not known to be agreed to', async () => {
    await put('config.yaml', config.replace(command, '~/.hermes/agent-hooks/${GUARD}'));
    expect(await stateOf('hooks.shell.0')).toBe('unknown');
  });

  it('is judged by the script behind its interpreter', async () => {
    const other = 'python3 ~/.hermes/agent-hooks/guard.sh';
    await put('config.yaml', config.replace(command, other));
    await put('shell-hooks-allowlist.json', {
      approvals: [
        {
          event: 'pre_tool_call',
          command: other,
          script_mtime_at_approval: modified.toISOString(),
        },
      ],
    });
    expect(await stateOf('hooks.shell.0')).toBe('pass');
  });

  it('at an event that Hermes does not know is none', async () => {
    await put('config.yaml', config.replace('pre_tool_call', 'pre_tool_cal'));
    expect((await check('hooks.shell')).reason).toBe('None is configured.');
  });

  it('is not known while the list of consents is damaged', async () => {
    await put('shell-hooks-allowlist.json', '{"approvals": [');
    expect(await check('hooks.shell.0')).toMatchObject({
      state: 'unknown',
      evidence: [{ file: 'config.yaml' }, { file: 'shell-hooks-allowlist.json' }],
    });
  });
});

describe('a hook of the gateway', () => {
  it('passes when only its owner may change it', async () => {
    expect(await stateOf('hooks.gateway')).toBe('pass');
    await put('hooks/start/handler.py', 'pass\n', 0o644);
    expect(await stateOf('hooks.gateway')).toBe('pass');
    await put('hooks/start/handler.py', 'pass\n', 0o666);
    expect(await stateOf('hooks.gateway')).toBe('fail');
  });
});

describe('a plugin', () => {
  const enable = (key: string) => put('config.yaml', `plugins: {enabled: [${key}]}`);

  it('from git passes at a commit, and is warned of on a branch', async () => {
    await enable('image_gen/acme');
    await put('plugins/image_gen/acme/plugin.yaml', 'name: acme\n', 0o644);
    expect(await stateOf('plugins.image_gen/acme')).toBe('pass');
    await put('plugins/image_gen/acme/.git/HEAD', 'ref: refs/heads/main\n', 0o644);
    expect(await stateOf('plugins.image_gen/acme')).toBe('warn');
    await put('plugins/image_gen/acme/.git/HEAD', `${'0a'.repeat(20)}\n`, 0o644);
    expect(await stateOf('plugins.image_gen/acme')).toBe('pass');
  });

  it('whose code others may change fails', async () => {
    await enable('notes');
    await put('plugins/notes/__init__.py', '', 0o666);
    expect(await stateOf('plugins.notes')).toBe('fail');
  });

  it('is not looked for outside the folder of plugins, nor through a link', async () => {
    await enable('../../x, away');
    await mkdir(fixture.at('elsewhere'));
    await mkdir(fixture.at('.hermes/plugins'));
    await symlink(fixture.at('elsewhere'), fixture.at('.hermes/plugins/away'));
    expect(await stateOf('plugins.away')).toBe('unknown');
    const { checks } = await reader.read('default');
    expect(checks.filter(({ id }) => id.startsWith('plugins.') && id.includes('..'))).toEqual([]);
  });
});

describe('webhooks', () => {
  const on = () =>
    put('config.yaml', 'platforms: {webhook: {enabled: true, extra: {host: 127.0.0.1}}}');

  it('pass with a secret each, or one for all; those that want none fail', async () => {
    await on();
    expect(await stateOf('listeners.webhook_secrets')).toBe('pass');
    await put('webhook_subscriptions.json', { a: { secret: 's' }, off: { enabled: false } });
    expect(await stateOf('listeners.webhook_secrets')).toBe('pass');
    await put('webhook_subscriptions.json', { a: { secret: 'INSECURE_NO_AUTH' }, b: {} });
    expect(await check('listeners.webhook_secrets')).toMatchObject({
      state: 'fail',
      evidence: [{ file: 'webhook_subscriptions.json', key: 'a' }, { key: 'b' }],
    });
    await put('webhook_subscriptions.json', { a: {} });
    expect(await stateOf('listeners.webhook_secrets')).toBe('warn');
    await put('.env', 'WEBHOOK_SECRET=for-all');
    expect(await stateOf('listeners.webhook_secrets')).toBe('pass');
  });

  it('are not known while their file is damaged', async () => {
    await put('webhook_subscriptions.json', 'nothing');
    expect(await stateOf('listeners.webhook_secrets')).toBe('unknown');
  });
});

describe('secrets in config.yaml', () => {
  it('are named by key; references, placeholders and limits are none', async () => {
    await put(
      'config.yaml',
      `providers:
  local: {api_key: ollama, key_env: LOCAL_KEY}
  cloud: {api_key: '\${CLOUD_KEY}'}
agent: {max_tokens: 100000}
`,
    );
    expect(await stateOf('secrets.config')).toBe('pass');
    await put(
      'config.yaml',
      `providers: {cloud: {api_key: lk-0123456789abcdef}}
mcp_servers:
  one: {headers: {Authorization: Bearer abcdefghijkl}, args: [--url, 'https://me:hunter22@host/']}
`,
    );
    const found = await check('secrets.config');
    expect(found).toMatchObject({ state: 'warn', reason: '3 secrets in clear text.' });
    expect(found.evidence.map(({ key }) => key)).toEqual([
      'providers.cloud.api_key',
      'mcp_servers.one.headers.Authorization',
      'mcp_servers.one.args[1]',
    ]);
    expect(JSON.stringify(found)).not.toMatch(/lk-0|abcdefghijkl|hunter22/);
  });
});

describe('reading', () => {
  it('changes nothing, not even a time', async () => {
    const file = await put('config.yaml', 'approvals: {mode: off}\n');
    const before = await stat(file);
    await reader.read('default');
    expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
  });

  it('looks at the profile that is asked for', async () => {
    await put('profiles/coder/config.yaml', 'approvals: {mode: off}\n');
    expect(await check('approvals.mode', 'coder')).toMatchObject({
      state: 'fail',
      evidence: [{ file: 'profiles/coder/config.yaml' }],
    });
    expect(await stateOf('approvals.mode')).toBe('pass');
  });
});
