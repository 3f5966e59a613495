import { parseYaml } from '../files/yaml-text.ts';
import { changedModels } from './models-edits.ts';
import type { ModelsChange } from './models.contract.ts';
import { modelsIn } from './models-view.ts';

const nothing = { environment: new Map<string, string>(), accounts: [] };
const show = (text: string, environment: Record<string, string> = {}) =>
  modelsIn(parseYaml(text).value as Record<string, unknown>, {
    ...nothing,
    environment: new Map(Object.entries(environment)),
  });
const change = (text: string, ...changes: ModelsChange[]) => changedModels(text, changes);

const chain = `model: {provider: openrouter, default: a}
# tried in order
fallback_providers:
  # one
  - provider: nous
    model: b
    key_env: MY_KEY   # kept
  - just a text
  - {provider: nous}
  - provider: NOUS
    model: B
  # two
  - provider: custom:box
    model: c
fallback_model: {provider: xai, model: d}
`;

describe('the fallback chain', () => {
  it('tells what Hermes passes over, and why', () => {
    expect(show(chain).fallback.map(({ model, from, ignored }) => [from, model, ignored])).toEqual([
      ['fallback_providers', 'b', null],
      ['fallback_providers', null, 'not_a_mapping'],
      ['fallback_providers', null, 'incomplete'],
      ['fallback_providers', 'B', 'duplicate'],
      ['fallback_providers', 'c', null],
      ['fallback_model', 'd', null],
    ]);
  });

  it('is tried after the primary, without what is passed over', () => {
    expect(show(chain).steps.map(({ label }) => label)).toEqual([
      'a via openrouter',
      'b via nous',
      'c via custom:box',
      'd via xai',
    ]);
  });

  it('that was stored as a text counts for nothing', () => {
    expect(show('fallback_providers: "[..]"\n').fallback).toMatchObject([
      { ignored: 'not_a_list', written: '"[..]"' },
    ]);
  });

  it('changes its order with comments and references kept', () => {
    expect(change(chain, { kind: 'fallback_order', order: [4, 0] })).toBe(
      `model: {provider: openrouter, default: a}
# tried in order
fallback_providers:
  # two
  - provider: custom:box
    model: c
  # one
  - provider: nous
    model: b
    key_env: MY_KEY   # kept
fallback_model: {provider: xai, model: d}
`,
    );
  });

  it('takes no entry twice, and not the primary itself', () => {
    const add = (provider: string, model: string) => () =>
      change(chain, { kind: 'fallback_add', entry: { provider, model } });
    expect(add('Custom:Box', 'C')).toThrow('stands in the chain already');
    expect(add('openrouter', 'a')).toThrow('the primary model itself');
    expect(add('openrouter', 'e')()).toContain('  - provider: openrouter\n    model: e\nfallback');
  });

  it('takes one field of an entry away and leaves its key where it is', () => {
    const edited = change(chain, {
      kind: 'fallback_edit',
      index: 0,
      entry: { provider: 'nous', model: 'z' },
    });
    expect(edited).toBe(chain.replace('model: b', 'model: z'));
  });

  it('takes over the old entry on request', () => {
    const migrated = change(chain, { kind: 'migrate', what: 'fallback_model' });
    expect(show(migrated).fallback.at(-1)).toMatchObject({
      from: 'fallback_providers',
      model: 'd',
    });
    expect(migrated).not.toContain('fallback_model');
  });
});

describe('the primary model', () => {
  it.each([
    ['text', 'model: gpt # x\nprovider: openai-api\nbase_url: http://x\n'],
    ['old_names', 'model: {name: gpt, provider: openai-api, api_base: http://x}\n'],
  ])('in the form "%s" is read, and rewritten on request only', (shape, text) => {
    const { primary, migrations } = show(text);
    expect(primary).toMatchObject({
      shape,
      model: 'gpt',
      provider: 'openai-api',
      baseUrl: 'http://x',
    });
    expect(migrations).toEqual(['primary']);
    const edit: ModelsChange = { kind: 'primary', provider: 'nous', model: 'new' };
    expect(() => change(text, edit)).toThrow('older form');
    const migrated = change(text, { kind: 'migrate', what: 'primary' }, edit);
    expect(parseYaml(migrated).value).toEqual({
      model: { provider: 'nous', default: 'new', base_url: 'http://x' },
    });
  });

  it('says what signing in needs', () => {
    const text = 'model: {provider: openrouter, default: a}\n';
    expect(show(text).primary.credential).toEqual({
      state: 'missing',
      detail: 'OPENROUTER_API_KEY is not set in .env.',
    });
    expect(show(text, { OPENROUTER_API_KEY: 'x' }).primary.credential.state).toBe('ready');
  });

  it('is written into an empty file', () => {
    expect(change('', { kind: 'primary', provider: 'nous', model: 'm', baseUrl: '' })).toBe(
      'model:\n  provider: nous\n  default: m\n',
    );
  });
});

describe('custom endpoints', () => {
  const text = `providers:
  box: {name: Box, api: http://127.0.0.1:1/v1, api_key: k, models: [a, {id: b}]}
  none: {url: ftp://x}
custom_providers:
  - {name: Old Box, base_url: http://o/v1, model: m, api_mode: chat_completions}
`;

  it('of both forms are listed, with what makes one useless', () => {
    expect(show(text).endpoints).toMatchObject([
      { slug: 'box', models: ['a', 'b'], hasInlineKey: true, ignored: null },
      { slug: 'none', ignored: 'no_url' },
      { slug: 'old-box', from: 'custom_providers', model: 'm' },
    ]);
  });

  it('keep the names their fields have', () => {
    const edited = change(text, {
      kind: 'endpoint',
      slug: 'box',
      baseUrl: 'http://127.0.0.1:2/v1',
      isEnabled: false,
    });
    expect(edited).toBe(
      text.replace(
        ':1/v1, api_key: k, models: [a, {id: b}]}',
        ':2/v1, api_key: k, models: [a, {id: b}], enabled: false}',
      ),
    );
  });

  it('of the old list move below "providers" on request', () => {
    const migrated = change(text, { kind: 'migrate', what: 'custom_providers' });
    expect(parseYaml(migrated).value).toMatchObject({
      providers: { 'old-box': { default_model: 'm', transport: 'chat_completions' } },
    });
    expect(migrated).not.toContain('custom_providers');
  });
});

describe('models of tasks and strategies of pools', () => {
  it('are set, and go away again', () => {
    const set = change(
      '',
      { kind: 'task', task: 'vision', provider: 'nous', model: 'v', timeoutSeconds: 30 },
      { kind: 'task', task: 'delegation', model: 'd' },
      { kind: 'strategy', provider: 'nous', strategy: 'random' },
    );
    expect(parseYaml(set).value).toEqual({
      auxiliary: { vision: { provider: 'nous', model: 'v', timeout: 30 } },
      delegation: { model: 'd' },
      credential_pool_strategies: { nous: 'random' },
    });
    const gone = change(set, { kind: 'strategy', provider: 'nous', strategy: null });
    expect(show(gone).strategies).toEqual([]);
  });
});
