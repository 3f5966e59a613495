import { stat, unlink, utimes } from 'node:fs/promises';
import {
  allowlistName,
  approvalOf,
  HooksUnderTest,
  mtimeOf,
} from '../../testing/hooks-under-test.ts';
import { versionOf } from '../files/file-version.ts';
import type { HookPreview, Hooks } from './hooks.contract.ts';

const secret = 'sk-or-v1-0a1b2c3d4e5f60718293a4b5c6d7e8f9';

let hooks: HooksUnderTest;
beforeAll(async () => {
  hooks = await HooksUnderTest.start();
});
afterAll(() => hooks?.stop());
beforeEach(() => hooks.newProfile());

describe('a change of a shell hook', () => {
  const hook = {
    event: 'pre_tool_call',
    command: '~/guard.sh',
    matcher: 'terminal',
    timeoutSeconds: 10,
  };

  it('is looked at first, and then written to that version alone', async () => {
    await hooks.put('config.yaml', '# mine\nmodel: x   # good\n');
    const response = await hooks.send('POST', '/preview', { kind: 'add', hook });
    const preview = (await response.json()) as HookPreview;
    expect(preview.after).toContain('- matcher: terminal');
    expect(await hooks.text('config.yaml')).toBe(preview.before);
    const change = { kind: 'add', hook };
    expect((await hooks.send('PUT', '', change)).status).toBe(428);
    expect((await hooks.send('PUT', '', change, versionOf('old'))).status).toBe(412);
    expect((await hooks.send('PUT', '', change, preview.version)).status).toBe(200);
    expect(await hooks.text('config.yaml')).toBe(preview.after);
    expect((await hooks.read()).shell).toMatchObject([{ ...hook, standing: 'unconsented' }]);
    const events = await hooks.product.api('GET', '/api/admin/events?action=hermes_hook.change');
    expect(await events.text()).toContain('~/guard.sh');
  });

  it('keeps a secret of the command that is not typed anew, and shows it nowhere', async () => {
    await hooks.putHook(`curl -d key=${secret} http://x`);
    const before = await hooks.text('config.yaml');
    const { shell, configVersion } = await hooks.read();
    expect(shell[0]).toMatchObject({ isMasked: true });
    const { command: _, ...kept } = hook;
    const change = { kind: 'change', event: 'pre_tool_call', index: 0, hook: kept };
    const preview = await hooks.send('POST', '/preview', change);
    expect(await preview.text()).not.toContain(secret);
    expect((await hooks.send('PUT', '', change, configVersion!)).status).toBe(200);
    expect(await hooks.text('config.yaml')).toBe(
      before + '      matcher: terminal\n      timeout: 10\n',
    );
    const masked = { ...hook, command: shell[0]!.command };
    expect((await hooks.send('POST', '/preview', { kind: 'add', hook: masked })).status).toBe(422);
    const events = await hooks.product.api('GET', '/api/admin/events?action=hermes_hook.change');
    expect(await events.text()).not.toContain(secret);
  });

  it('of a secret alone is told as a change, although both sides look the same', async () => {
    await hooks.putHook('notify --token abc-1 ${X}');
    const { shell } = await hooks.read();
    expect(shell[0]!.command).toBe('notify --token [hidden] ${X}');
    const command = 'notify --token abc-2 ${X}';
    const change = { kind: 'change', event: 'pre_tool_call', index: 0 };
    const wanted = { ...hook, command, matcher: null, timeoutSeconds: null };
    const response = await hooks.send('POST', '/preview', { ...change, hook: wanted });
    const preview = (await response.json()) as HookPreview;
    expect(preview).toMatchObject({ after: preview.before, isChanged: true });
    const same = { ...wanted, command: 'notify --token abc-1 ${X}' };
    const again = await hooks.send('POST', '/preview', { ...change, hook: same });
    expect(await again.json()).toMatchObject({ isChanged: false });
  });

  it('removes', async () => {
    await hooks.putHook("'true'", 'model: x\n');
    const { configVersion } = await hooks.read();
    const change = { kind: 'remove', event: 'pre_tool_call', index: 0 };
    expect((await hooks.send('PUT', '', change, configVersion!)).status).toBe(200);
    expect(await hooks.text('config.yaml')).toBe('# mine\nmodel: x\n');
  });

  it.each([
    [{ event: 'post_tool_cal' }],
    [{ command: '' }],
    [{ command: '--x' }],
    [{ command: 'a\nb' }],
    [{ timeoutSeconds: 301 }],
    [{ event: 'pre_llm_call' }],
  ])('is refused with what Hermes would not heed (%j)', async (wrong) => {
    const change = { kind: 'add', hook: { ...hook, ...wrong } };
    expect((await hooks.send('PUT', '', change, 'absent')).status).toBe(422);
  });

  it('does not touch a file that does not parse', async () => {
    await hooks.put('config.yaml', 'hooks: [\n');
    const response = await hooks.send('PUT', '', { kind: 'add', hook }, versionOf('hooks: [\n'));
    expect(response.status).toBe(409);
    expect(await hooks.text('config.yaml')).toBe('hooks: [\n');
  });
});

describe('consent', () => {
  const consentTo = async (change: object = {}) => {
    const { shell, allowlistVersion } = await hooks.read();
    const [{ event, index, commandId, script }] = shell as [Hooks['shell'][number]];
    const wanted = { event, index, commandId, scriptModifiedAt: script?.modifiedAt ?? null };
    return hooks.send('PUT', '/consent', { ...wanted, ...change }, allowlistVersion!);
  };

  it('is written as Hermes writes it, and found again', async () => {
    const script = await hooks.putScript();
    await hooks.putHook(script);
    await hooks.put(allowlistName, { approvals: [approvalOf('other.sh', null)], note: 'kept' });
    expect((await consentTo()).status).toBe(200);
    const list = JSON.parse(await hooks.text(allowlistName)) as { approvals: object[] };
    expect(list).toMatchObject({ note: 'kept', approvals: [{ command: 'other.sh' }, {}] });
    expect(list.approvals[1]).toEqual({
      approved_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/) as string,
      command: script,
      event: 'pre_tool_call',
      script_mtime_at_approval: await mtimeOf(script),
    });
    expect((await stat(hooks.at(allowlistName))).mode & 0o777).toBe(0o600);
    expect((await hooks.read()).shell[0]!.standing).toBe('consented');
  });

  it('that is given anew takes the place of the old one', async () => {
    const script = await hooks.putScript();
    await hooks.putHook(script);
    expect((await consentTo()).status).toBe(200);
    const later = new Date(Date.now() + 60_000);
    await utimes(script, later, later);
    expect((await consentTo()).status).toBe(200);
    expect(JSON.parse(await hooks.text(allowlistName))).toMatchObject({
      approvals: [{ command: script }],
    });
    expect((await hooks.read()).shell[0]!.script!.drift).toBe('unchanged');
  });

  it('is refused for another command or script than was shown', async () => {
    const script = await hooks.putScript();
    await hooks.putHook(script);
    expect((await consentTo({ commandId: '0'.repeat(16) })).status).toBe(409);
    expect((await consentTo({ scriptModifiedAt: null })).status).toBe(409);
    expect((await consentTo({ index: 1 })).status).toBe(409);
    await expect(hooks.text(allowlistName)).rejects.toThrow('ENOENT');
  });

  it('is refused for an allowlist that was changed, or that Hermes would write over', async () => {
    await hooks.putHook("'true'");
    const { shell } = await hooks.read();
    const wanted = { event: 'pre_tool_call', index: 0, commandId: shell[0]!.commandId };
    const body = { ...wanted, scriptModifiedAt: null };
    await hooks.put(allowlistName, '{"approvals": []}');
    expect((await hooks.send('PUT', '/consent', body, 'absent')).status).toBe(412);
    await hooks.put(allowlistName, '[]');
    expect((await hooks.send('PUT', '/consent', body, versionOf('[]'))).status).toBe(409);
    expect(await hooks.text(allowlistName)).toBe('[]');
  });

  it('is revoked by the command, and that is checked in the file', async () => {
    await hooks.putHook("'true'");
    await hooks.put(allowlistName, {
      approvals: [approvalOf('true', null), approvalOf('x', null)],
    });
    const { commandId } = (await hooks.read()).shell[0]!;
    await hooks.fixture.put('bin/sabotage', '');
    const idle = await hooks.run('/revoke', { commandId });
    expect(idle.job).toMatchObject({ state: 'failed', exitCode: 0 });
    await unlink(hooks.fixture.at('bin/sabotage'));
    const { job } = await hooks.run('/revoke', { commandId });
    expect(job).toMatchObject({ state: 'succeeded', verified: { isAsWanted: true } });
    expect(JSON.parse(await hooks.text(allowlistName))).toMatchObject({
      approvals: [{ command: 'x' }],
    });
    expect((await hooks.send('POST', '/revoke', { commandId })).status).toBe(409);
  });
});

describe('the hooks of an event', () => {
  it('are run with a sample, and how each ended is told', async () => {
    const script = await hooks.putScript();
    await hooks.putHook(script, `    - matcher: browser\n      command: /does/not/exist.sh\n`);
    const both = await hooks.run('/test', { event: 'pre_tool_call' });
    expect(both.job).toMatchObject({ state: 'failed', verified: { isAsWanted: false } });
    expect(both.job.verified!.text).toMatch(/^exit 0 after \d+ ms; error: command not found$/);
    const one = await hooks.run('/test', {
      event: 'pre_tool_call',
      tool: 'terminal',
      payload: `{"args": {"key": "${secret}"}}`,
    });
    expect(one.job.state).toBe('succeeded');
    const written = one.lines.map(({ text: line }) => line).join('\n');
    expect(written).toContain('"args"');
    expect(written).toContain('stdout: {}');
    expect(written).not.toContain(secret);
    const file = /(\/\S*hcp-hook-payload\S*\.json)/.exec(one.job.command)![1]!;
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  it.each([
    [{ event: 'on_session_end' }, 409],
    [{ event: 'nothing' }, 422],
    [{ event: 'pre_tool_call', tool: '--help' }, 422],
    [{ event: 'pre_tool_call', payload: '[1]' }, 422],
  ])('are not run for %j', async (body, status) => {
    await hooks.putHook("'true'");
    expect((await hooks.send('POST', '/test', body)).status).toBe(status);
  });

  it('are examined, and how many issues there are is told', async () => {
    await hooks.putHook("'true'");
    const { job } = await hooks.run('/doctor', {});
    expect(job).toMatchObject({ state: 'succeeded', exitCode: 0 });
    expect(job.verified!.text).toContain('1 issue');
  });
});
