import { approvalsIn, withApproval } from './hook-approvals.ts';
import { changedHooks } from './hook-edit-text.ts';
import { autoAcceptance, readShellHooks } from './hook-settings.ts';
import type { HookDraft } from './hooks.contract.ts';

const draft = (change: Partial<HookDraft> = {}): HookDraft => ({
  event: 'pre_tool_call',
  command: '~/guard.sh',
  matcher: null,
  timeoutSeconds: null,
  ...change,
});
const add = (text: string | undefined, change: Partial<HookDraft> = {}) =>
  changedHooks(text, { kind: 'add', hook: draft(change) });

describe('shell hooks in a configuration', () => {
  const read = (hooks: unknown) => readShellHooks({ hooks }).hooks;
  const first = (hooks: unknown) => read(hooks)[0]!;

  it('are read as Hermes reads them', () => {
    expect(
      first({ pre_tool_call: [{ command: ' ~/a.sh ', matcher: ' terminal ' }] }),
    ).toMatchObject({
      command: '~/a.sh',
      matcher: 'terminal',
      timeoutSeconds: 60,
      isIgnored: false,
      problems: [],
    });
  });

  it.each([
    [{ post_tool_cal: [{ command: 'true' }] }, 'Is post_tool_call meant?'],
    [{ pre_tool_call: [{}] }, 'It has no command'],
    [{ pre_tool_call: ['true'] }, 'The entry holds no names with values'],
    [{ pre_tool_call: { command: 'true' } }, 'It is no list'],
  ])('that Hermes ignores are named with the reason (%j)', (hooks, reason) => {
    const { isIgnored, problems } = first(hooks);
    expect([isIgnored, problems.map(({ text }) => text).join(' ')]).toEqual([
      true,
      expect.stringContaining(reason),
    ]);
  });

  it.each([
    [{ timeout: 900 }, 300],
    [{ timeout: '20' }, 20],
    [{ timeout: 0 }, 60],
    [{ timeout: 'soon' }, 60],
    [{ timeout: 10.7 }, 10],
    [{}, 60],
  ])('wait as long as Hermes waits (%j)', (more, seconds) => {
    expect(first({ on_session_end: [{ command: 'x', ...more }] }).timeoutSeconds).toBe(seconds);
  });

  it('have a matcher only where Hermes heeds it', () => {
    const { matcher, problems } = first({ pre_llm_call: [{ command: 'x', matcher: 'terminal' }] });
    expect(matcher).toBeNull();
    expect(problems[0]!.text).toContain('every pre_llm_call');
  });

  it('are none where no mapping stands', () => {
    expect(readShellHooks({ hooks: ['x'] })).toMatchObject({
      hooks: [],
      problems: [{ tone: 'bad' }],
    });
    expect(readShellHooks({ hooks: null })).toMatchObject({ hooks: [], problems: [] });
  });

  it.each([
    [{ hooks_auto_accept: true }, '', 1],
    [{ hooks_auto_accept: 'yes' }, '', 1],
    [{ hooks_auto_accept: 1 }, '', 0],
    [{}, 'on', 1],
    [{ hooks_auto_accept: true }, 'TRUE', 2],
    [{}, '0', 0],
  ])('are consented to automatically (%j, %j)', (config, variable, count) => {
    const environment = new Map([['HERMES_ACCEPT_HOOKS', variable]]);
    expect(autoAcceptance(config, environment)).toHaveLength(count);
  });
});

describe('a change of shell hooks', () => {
  it('adds the first one to nothing and to an empty name', () => {
    expect(add(undefined)).toBe('hooks:\n  pre_tool_call:\n    - command: ~/guard.sh\n');
    expect(add('# mine\nhooks: {}\n')).toContain('pre_tool_call');
    expect(add('hooks:\nmodel: x\n')).toContain('command: ~/guard.sh');
  });

  it('adds one behind the others and leaves every other byte', () => {
    const text = 'hooks:\n  pre_tool_call:\n    - command: a   # first\nmodel: x\n';
    expect(add(text, { matcher: 'terminal', timeoutSeconds: 5 })).toBe(
      'hooks:\n  pre_tool_call:\n    - command: a   # first\n    - matcher: terminal\n      command: ~/guard.sh\n      timeout: 5\nmodel: x\n',
    );
  });

  it('refuses the same command with the same matcher, and what is no list', () => {
    expect(() => add('hooks:\n  pre_tool_call:\n    - command: ~/guard.sh\n')).toThrow('already');
    expect(() => add('hooks:\n  pre_tool_call: x\n')).toThrow('is no list');
    expect(() => add('hooks: x\n')).toThrow('does not hold what it should');
  });

  it('writes only what differs', () => {
    const text =
      '# ours\nhooks:\n  pre_tool_call:\n    - matcher: terminal\n      command: "~/guard.sh"   # guard\n      timeout: 10\n      fail_closed: true\n';
    const hook = draft({ matcher: 'terminal', timeoutSeconds: 20 });
    const place = { kind: 'change', event: 'pre_tool_call', index: 0 } as const;
    expect(changedHooks(text, { ...place, hook })).toBe(text.replace('10', '20'));
    expect(changedHooks(text, { ...place, hook: { ...hook, matcher: null } })).toBe(
      text.replace('matcher: terminal\n      ', '').replace('10', '20'),
    );
  });

  it('moves a hook to another event with what else it says', () => {
    const text =
      'hooks:\n  pre_tool_call:\n    - command: a\n      fail_closed: true\n  on_session_end:\n    - command: b\n';
    const hook = draft({ event: 'on_session_end' });
    delete (hook as { command?: string }).command;
    expect(changedHooks(text, { kind: 'change', event: 'pre_tool_call', index: 0, hook })).toBe(
      'hooks:\n  on_session_end:\n    - command: b\n    - command: a\n      fail_closed: true\n',
    );
  });

  it('removes a hook, and the names around the last one', () => {
    const text = 'model: x\nhooks:\n  pre_tool_call:\n    - command: a\n    - command: b\n';
    const one = changedHooks(text, { kind: 'remove', event: 'pre_tool_call', index: 0 });
    expect(one).toBe('model: x\nhooks:\n  pre_tool_call:\n    - command: b\n');
    expect(changedHooks(one, { kind: 'remove', event: 'pre_tool_call', index: 0 })).toBe(
      'model: x\n',
    );
    expect(() => changedHooks(one, { kind: 'remove', event: 'pre_tool_call', index: 1 })).toThrow(
      'changed meanwhile',
    );
  });
});

describe('the allowlist', () => {
  const approval = {
    event: 'pre_tool_call',
    command: 'a',
    approvedAt: '2026-11-21T00:15:28.783000Z',
    scriptMtime: null,
  };

  it('is made with the names in the order that Hermes writes', () => {
    const text = withApproval(undefined, approval);
    expect(JSON.parse(text)).toEqual({
      approvals: [
        {
          approved_at: approval.approvedAt,
          command: 'a',
          event: 'pre_tool_call',
          script_mtime_at_approval: null,
        },
      ],
    });
    expect(text.indexOf('approved_at')).toBeLessThan(text.indexOf('command'));
  });

  it('holds one approval a pair, and keeps all else', () => {
    const before = JSON.stringify(
      {
        approvals: [
          { event: 'pre_tool_call', command: 'a', x: 1 },
          'odd',
          { event: 'e', command: 'a' },
        ],
        more: 1,
      },
      null,
      2,
    );
    const after = withApproval(before, approval);
    expect(approvalsIn(JSON.parse(after))).toEqual([
      { event: 'e', command: 'a', approvedAt: null, scriptMtime: null },
      approval,
    ]);
    expect(JSON.parse(after)).toMatchObject({ more: 1, approvals: ['odd', {}, {}] });
  });

  it.each(['[]', '{"approvals": {}}'])(
    'that Hermes would write over is left alone (%s)',
    (text) => {
      expect(() => withApproval(text, approval)).toThrow('does not hold what it should');
    },
  );
});
