import {
  builtinCell,
  choiceOf,
  fixedCell,
  mcpCell,
  pluginCell,
  type ToolFacts,
} from './resolve-toolsets.ts';
import { switchedList } from './switched-list.ts';

const facts = (config: Record<string, unknown> = {}, more: Partial<ToolFacts> = {}): ToolFacts => ({
  config,
  hasXai: false,
  hasHomeAssistant: false,
  ...more,
});
const builtin = (name: string, platform: string, given = facts()) => {
  const { isOn, reason } = builtinCell(name, choiceOf(given.config, platform), given);
  return `${isOn ? 'on' : 'off'} by ${reason}`;
};
const mcp = (name: string, given: ToolFacts) => {
  const { isOn, reason } = mcpCell(name, choiceOf(given.config, 'cli'), given);
  return `${isOn ? 'on' : 'off'} by ${reason}`;
};
const lists = (list: unknown, platform = 'cli') => ({ platform_toolsets: { [platform]: list } });

/** As the real program wrote it for the CLI after its first change, xAI being signed in to. */
const written = [
  ...['browser', 'clarify', 'code_execution', 'computer_use', 'cronjob', 'delegation', 'file'],
  ...['image_gen', 'kanban', 'memory', 'session_search', 'skills', 'terminal', 'todo', 'tts'],
  ...['vision', 'x_search'],
];

describe('a toolset of Hermes', () => {
  it.each([
    ['web', 'cli', 'on by default'],
    ['spotify', 'cli', 'off by default'],
    ['x_search', 'telegram', 'off by default'],
    ['homeassistant', 'cli', 'off by default'],
    ['homeassistant', 'homeassistant', 'on by default'],
    ['discord', 'discord', 'off by default'],
    ['discord', 'telegram', 'off by platform'],
    ['yuanbao', 'yuanbao', 'on by default'],
    ['yuanbao', 'cli', 'off by default'],
    ['terminal', 'webhook', 'off by default'],
    ['web', 'webhook', 'on by default'],
    ['clarify', 'api_server', 'off by default'],
    ['context_engine', 'cli', 'off by default'],
  ])('%s on %s without a list is %s', (name, platform, wanted) => {
    expect(builtin(name, platform)).toBe(wanted);
  });

  it.each([
    ['only what its list names', ['terminal'], 'on by list', 'off by list'],
    ['what its list and a composite name', ['spotify', 'hermes-cli'], 'on by list', 'on by list'],
    ['nothing by an empty list', [], 'off by list', 'off by list'],
    ['the default, if there is no list in its place', 'terminal', 'on by default', 'on by default'],
    ['nothing by names that mean nothing', ['hermes'], 'off by list', 'off by list'],
  ])('has %s', (_, list, terminal, web) => {
    const given = facts(lists(list));
    expect([builtin('terminal', 'cli', given), builtin('web', 'cli', given)]).toEqual([
      terminal,
      web,
    ]);
  });

  it('comes by itself with credentials, but not against a list', () => {
    const signedIn = { hasXai: true, hasHomeAssistant: true };
    expect(builtin('x_search', 'cli', facts({}, signedIn))).toBe('on by credentials');
    expect(builtin('homeassistant', 'cli', facts({}, signedIn))).toBe('on by credentials');
    expect(builtin('x_search', 'cli', facts(lists(['web']), signedIn))).toBe('off by list');
  });

  it('comes with a context engine, unless the list is empty', () => {
    const engine = { context: { engine: 'lcm' } };
    expect(builtin('context_engine', 'cli', facts({ ...engine, ...lists(['web']) }))).toBe(
      'on by engine',
    );
    expect(builtin('context_engine', 'cli', facts({ ...engine, ...lists([]) }))).toBe(
      'off by list',
    );
  });

  it('is off when it is disabled everywhere, whatever a list says', () => {
    const given = facts({ agent: { disabled_toolsets: ['web'] }, ...lists(['web']) });
    expect(builtin('web', 'cli', given)).toBe('off by global');
  });

  it('that belongs to a platform is there in spite of its list', () => {
    const given = facts(lists(['web']));
    expect(fixedCell('kanban', choiceOf(given.config, 'cli'), given)).toEqual({
      isOn: true,
      reason: 'fixed',
    });
    expect(fixedCell('feishu_doc', choiceOf({}, 'cli'), facts()).isOn).toBe(false);
  });

  it('of a platform that only the file knows follows its list', () => {
    expect(builtin('web', 'irc', facts(lists(['web'], 'irc')))).toBe('on by list');
    expect(builtinCell('web', choiceOf({}, 'irc'), facts())).toEqual({
      isOn: null,
      reason: 'unknown',
    });
  });
});

describe('a toolset of a plugin', () => {
  it('is on until Hermes has asked about it', () => {
    const config = { known_plugin_toolsets: { cli: ['notes'] }, ...lists(['web']) };
    const on = (platform: string, given = config) =>
      pluginCell('notes', choiceOf(given, platform), facts(given)).reason;
    expect([on('cli'), on('telegram')]).toEqual(['list', 'new_plugin']);
    const listed = { ...config, ...lists(['web', 'notes']) };
    expect(pluginCell('notes', choiceOf(listed, 'cli'), facts(listed)).isOn).toBe(true);
  });
});

describe('an MCP server', () => {
  const servers = { mcp_servers: { linear: {}, github: { enabled: 'off' }, files: {}, odd: 7 } };

  it.each([
    [['web'], 'on by default', 'on by default'],
    [['web', 'linear'], 'on by list', 'off by allowlist'],
    [['web', 'no_mcp'], 'off by no_mcp', 'off by no_mcp'],
    [['web', 'github'], 'on by default', 'on by default'],
  ])('with the list %s: linear is %s, files is %s', (list, linear, files) => {
    const given = facts({ ...servers, ...lists(list) });
    expect([mcp('linear', given), mcp('files', given)]).toEqual([linear, files]);
  });

  it('that is disabled is off everywhere', () => {
    expect(mcp('github', facts(servers))).toBe('off by server');
    expect(mcp('odd', facts(servers))).toBe('off by server');
  });
});

describe('the list that Hermes writes', () => {
  const change = (
    config: Record<string, unknown>,
    toolset: string,
    isEnabled: boolean,
    keepsNoMcp = false,
  ) => {
    const given = facts(config, { hasXai: true });
    return switchedList(choiceOf(config, 'cli'), given, { toolset, isEnabled, keepsNoMcp });
  };

  it('holds everything that is on, by name', () => {
    expect(change({}, 'web', false)).toEqual(written);
    expect(change(lists(written), 'web', true)).toEqual(
      [...written, 'web'].sort((one, other) => (one < other ? -1 : 1)),
    );
  });

  it('keeps names of MCP servers and of nobody, and loses composites and no_mcp', () => {
    const list = ['file', 'linear', 'hermes-cli', 'no_mcp', 'mystery'];
    const config = { mcp_servers: { linear: {} }, ...lists(list) };
    const after = change(config, 'web', false);
    expect(after).toEqual(expect.arrayContaining(['file', 'linear', 'mystery']));
    expect(after.filter((name) => ['hermes-cli', 'no_mcp', 'web'].includes(name))).toEqual([]);
    expect(change(config, 'web', false, true)).toContain('no_mcp');
  });

  it('leaves out what is disabled everywhere', () => {
    expect(change({ agent: { disabled_toolsets: ['memory'] } }, 'web', false)).not.toContain(
      'memory',
    );
  });
});
