import { convertToParamMap } from '@angular/router';
import type { Plugin } from '../../../../../server/hermes-state/plugins/plugins.contract';
import { addsOf, matching, standingOf, troublesOf, versionOf, viewOf } from './plugin-view';

const plugin = (change: Partial<Plugin> = {}): Plugin => ({
  key: 'greeter',
  name: 'greeter',
  version: '1.0.0',
  description: 'Says hello.',
  author: null,
  kind: 'standalone',
  manifestVersion: null,
  tools: [],
  hooks: [],
  variables: [],
  origin: 'user',
  folder: 'plugins/greeter',
  manifestFile: 'plugin.yaml',
  state: 'undecided',
  loadsBecause: null,
  mayOverrideTools: false,
  git: null,
  replacesBundled: false,
  problems: [],
  changedAt: null,
  ...change,
});
const shown = (plugins: readonly Plugin[], query: Record<string, string>) =>
  matching(plugins, viewOf(convertToParamMap(query))).map(({ key }) => key);

describe('How a plugin stands', () => {
  it.each([
    ['Enabled', { state: 'enabled', loadsBecause: 'enabled' }],
    ['Disabled', { state: 'disabled' }],
    ['Not decided', {}],
    ['Loads by itself', { origin: 'bundled', loadsBecause: 'automatic' }],
    ['Chosen', { kind: 'exclusive', state: 'disabled', loadsBecause: 'chosen' }],
    ['Not chosen', { kind: 'exclusive', state: 'enabled' }],
  ] as const)('is called %s', (word, change) => {
    expect(standingOf(plugin(change)).word).toBe(word);
  });

  it('is no good news when it may not load', () => {
    const broken = plugin({ state: 'enabled', loadsBecause: 'enabled', problems: ['It raises.'] });
    expect(standingOf(broken)).toMatchObject({ word: 'Enabled', tone: 'warning' });
  });

  it('names what keeps it from loading, and what it lacks', () => {
    const variables = [
      { name: 'SET', description: null, isSet: true },
      { name: 'LACKING', description: null, isSet: false },
      { name: 'UNKNOWN', description: null, isSet: null },
    ];
    expect(troublesOf(plugin({ problems: ['It is broken.'], variables }))).toEqual([
      'It is broken.',
      'Not set in .env: LACKING.',
    ]);
  });

  it('tells version and commit, and what it adds', () => {
    const git = { commit: '0123456789abcdef', branch: null, source: null };
    expect(versionOf(plugin({ git }))).toBe('1.0.0 · 01234567');
    expect(versionOf(plugin({ version: null }))).toBe('–');
    expect(addsOf(plugin({ tools: ['a'], hooks: ['b', 'c'] }))).toBe('1 tool, 2 hooks');
  });
});

describe('The list of plugins', () => {
  const plugins = [
    plugin({ key: 'web/exa', name: 'web-exa', origin: 'bundled', loadsBecause: 'automatic' }),
    plugin({ key: 'zebra', name: 'zebra', tools: ['stripe'] }),
    plugin({ key: 'cloned', name: 'cloned', origin: 'git', state: 'disabled', problems: ['x'] }),
  ];

  it('has those of Hermes last unless another order is wanted', () => {
    expect(shown(plugins, {})).toEqual(['cloned', 'zebra', 'web/exa']);
    expect(shown(plugins, { sort: 'name:descending' })).toEqual(['zebra', 'web/exa', 'cloned']);
  });

  it.each([
    [{ search: 'STRIPE' }, ['zebra']],
    [{ origin: 'bundled' }, ['web/exa']],
    [{ state: 'loaded' }, ['web/exa']],
    [{ state: 'disabled' }, ['cloned']],
    [{ state: 'troubled' }, ['cloned']],
    [{ kind: 'backend' }, []],
  ])('is narrowed by %j', (query, keys) => {
    expect(shown(plugins, query)).toEqual(keys);
  });
});
