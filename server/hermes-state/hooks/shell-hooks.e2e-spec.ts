import { chmod, symlink, utimes } from 'node:fs/promises';
import {
  allowlistName,
  approvalOf,
  HooksUnderTest,
  mtimeOf,
} from '../../testing/hooks-under-test.ts';
import type { HookText } from './hooks.contract.ts';

const secret = 'sk-or-v1-0a1b2c3d4e5f60718293a4b5c6d7e8f9';

let hooks: HooksUnderTest;
beforeAll(async () => {
  hooks = await HooksUnderTest.start();
});
afterAll(() => hooks?.stop());
beforeEach(() => hooks.newProfile());

describe('the shell hooks of a profile', () => {
  it('are told with consent, script and everything that Hermes ignores', async () => {
    const script = await hooks.putScript();
    await hooks.put(
      'config.yaml',
      `hooks:
  pre_tool_call:
    - matcher: terminal|write_file
      command: ${script}
      timeout: 10
  pre_llm_call:
    - command: ${script}
  post_tool_cal:
    - command: 'true'
  on_session_end:
    - command: /does/not/exist.sh
      timeout: 900
`,
    );
    await hooks.put(allowlistName, {
      approvals: [
        approvalOf(script, await mtimeOf(script)),
        approvalOf('/does/not/exist.sh', null, 'on_session_end'),
        approvalOf('gone.sh', null),
      ],
    });
    const { shell, strayApprovals, config, allowlist } = await hooks.read();
    expect([config.status, allowlist.status]).toEqual(['present', 'present']);
    expect(shell).toMatchObject([
      {
        event: 'pre_tool_call',
        command: script,
        matcher: 'terminal|write_file',
        timeoutSeconds: 10,
        standing: 'consented',
        script: { status: 'present', isExecutable: true, drift: 'unchanged', isShowable: true },
        problems: [],
      },
      { event: 'pre_llm_call', timeoutSeconds: 60, standing: 'unconsented', approvedAt: null },
      { event: 'post_tool_cal', standing: 'ignored', problems: [{ tone: 'bad' }] },
      {
        event: 'on_session_end',
        timeoutSeconds: 300,
        standing: 'consented',
        script: { status: 'missing', path: '/does/not/exist.sh' },
        problems: [{ tone: 'warning' }, { tone: 'bad' }],
      },
    ]);
    expect(strayApprovals).toMatchObject([{ event: 'pre_tool_call', command: 'gone.sh' }]);
  });

  it('tell a script that was changed since consent, and one that cannot be executed', async () => {
    const script = await hooks.putScript();
    await hooks.putHook(script);
    await hooks.put(allowlistName, { approvals: [approvalOf(script, await mtimeOf(script))] });
    const later = new Date(Date.now() + 60_000);
    await utimes(script, later, later);
    expect((await hooks.read()).shell[0]!.script!.drift).toBe('newer');
    await utimes(script, new Date(0), new Date(0));
    expect((await hooks.read()).shell[0]!.script!.drift).toBe('older');
    await chmod(script, 0o644);
    expect(
      (await hooks.read()).shell[0]!.problems.map(({ text: words }) => words).join(),
    ).toContain('is not executable');
    await hooks.putHook(`sh ${script}`);
    expect((await hooks.read()).shell[0]!.problems).toEqual([]);
  });

  it('are consented to automatically by a setting or a variable, which is named', async () => {
    await hooks.putHook("'true'", 'hooks_auto_accept: yes\n');
    await hooks.put('.env', 'HERMES_ACCEPT_HOOKS=1\n');
    const { shell, autoAccept } = await hooks.read();
    expect(shell[0]!.standing).toBe('automatic');
    expect(autoAccept).toEqual(['hooks_auto_accept in config.yaml', 'HERMES_ACCEPT_HOOKS in .env']);
  });

  it('are matched with consent as Hermes runs them, with variables put in', async () => {
    const script = await hooks.putScript();
    await hooks.put('.env', `GUARD=${script}\n`);
    await hooks.putHook('"${GUARD}"');
    await hooks.put(allowlistName, { approvals: [approvalOf(script, null)] });
    expect((await hooks.read()).shell[0]).toMatchObject({ standing: 'consented', command: script });
    await hooks.put('.env', '');
    expect((await hooks.read()).shell[0]).toMatchObject({
      standing: 'unknown',
      command: '${GUARD}',
    });
  });

  it('are none in an empty home', async () => {
    expect(await hooks.read()).toMatchObject({
      config: { status: 'missing' },
      configVersion: 'absent',
      allowlist: { status: 'missing' },
      allowlistVersion: 'absent',
      shell: [],
      gateway: [],
      plugins: [],
      problems: [],
    });
  });

  it.each([
    ['not_json', '{"approvals": ['],
    ['unexpected_shape', '{"approvals": "all"}'],
    ['unexpected_shape', '[]'],
    ['not_utf8', Buffer.from([0xff, 0xfe])],
    ['too_large', Buffer.alloc(5_000_000, ' ')],
  ])('have no known consent when the allowlist is %s', async (reason, content) => {
    await hooks.putHook("'true'");
    await hooks.put(allowlistName, content);
    const { shell, allowlist, allowlistVersion } = await hooks.read();
    expect([allowlist.reason, allowlistVersion]).toEqual([reason, null]);
    expect(['unconsented', 'unknown']).toContain(shell[0]!.standing);
  });

  it.each([
    ['broken', 'hooks: [\n', 'not_yaml'],
    ['huge', `hooks:\n  x: ${'y'.repeat(2_000_000)}\n`, 'too_large'],
    ['a bomb', `a: &a [x,x]\n${'b: [*a,*a]\n'}hooks: {{{{\n`, 'not_yaml'],
    ['not UTF-8', Buffer.from([0xff]), 'not_utf8'],
  ])('are not known when config.yaml is %s, which is named', async (_, content, reason) => {
    await hooks.put('config.yaml', content);
    const { config, configVersion, shell } = await hooks.read();
    expect([config.reason, configVersion, shell]).toEqual([reason, null, []]);
  });

  it('with strange names and shapes do no harm', async () => {
    await hooks.put(
      'config.yaml',
      'hooks:\n  __proto__:\n    - command: a\n  constructor: 1\n  pre_tool_call: [1, [], {command: [x]}, {command: "a\\0b"}]\n',
    );
    const { shell } = await hooks.read();
    expect(shell.length).toBeGreaterThan(3);
    expect(shell.filter(({ standing }) => standing !== 'ignored').length).toBeLessThanOrEqual(1);
  });
});

describe('the script of a shell hook', () => {
  it('is shown when it lies in the home, without secrets', async () => {
    const script = await hooks.put(
      'agent-hooks/a.sh',
      `#!/bin/sh\nAPI_TOKEN="hush-hush-1"\n# ${secret}\n`,
    );
    await hooks.putHook(script);
    const shown = await hooks.get<HookText>('/script', '&event=pre_tool_call&index=0');
    expect(shown.text).toBe('#!/bin/sh\nAPI_TOKEN="[hidden]"\n# sk-[hidden]\n');
  });

  it.each(['/etc/passwd', '~/../../etc/passwd', 'uptime'])(
    'elsewhere is not (%s)',
    async (command) => {
      await hooks.putHook(command);
      const response = await hooks.send(
        'GET',
        '/script',
        undefined,
        undefined,
        '&event=pre_tool_call&index=0',
      );
      expect(response.status).toBe(404);
    },
  );

  it('behind a link that leads out of the home is not', async () => {
    const outside = await hooks.fixture.put(`outside-${hooks.profile}.sh`, 'echo outside', 0o755);
    await hooks.put('agent-hooks/x', '');
    await symlink(outside, hooks.at('agent-hooks/link.sh'));
    await hooks.putHook(hooks.at('agent-hooks/link.sh'));
    const shown = await hooks.get<HookText>('/script', '&event=pre_tool_call&index=0');
    expect([shown.status, shown.text]).toEqual(['unreadable', null]);
  });
});
