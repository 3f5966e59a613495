import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import { versionOf } from '../files/file-version.ts';
import type { Config, ConfigDraft, ConfigHistory, PastConfigText } from './config.contract.ts';

const secret = 'sk-inline-0123456789abcdef0123';
const config = `# mine
agent:
  max_turns: 50   # enough
  max_turn: 3
providers:
  box: {api: "http://127.0.0.1:1/v1", api_key: ${secret}}
approvals:
  mode: off
timezone: UTC
timezone: Europe/Vienna
`;
const path = '.hermes/config.yaml';
const api = '/api/admin/hermes/config';
let fixture: HermesHomeFixture;
let product: TestProduct;

beforeAll(async () => {
  fixture = await createHermesHome();
  product = await startTestProduct({ HERMES_HOME: fixture.at('.hermes') });
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});
beforeEach(() => fixture.put(path, config));

const answer = async <T>(response: Promise<Response>): Promise<T> => {
  const { status, ok } = await response;
  const text = await (await response).text();
  if (!ok) throw new Error(`${status} ${text}`);
  expect(text).not.toContain(secret);
  return JSON.parse(text) as T;
};
const read = () => answer<Config>(product.api('GET', api));
const check = (body: object) => answer<ConfigDraft>(product.api('POST', `${api}/check`, body));
const save = (text: string, version: string, way = '') =>
  product.api('PUT', api + way, { text }, { 'if-match': version });

describe('the configuration of a profile', () => {
  it('is read masked, with what it sets and what is odd about it', async () => {
    const shown = await read();
    expect(shown).toMatchObject({ version: versionOf(config), isBroken: false });
    expect(shown.text).toBe(
      config.replace(secret, /‹hidden:sk-i…0123:[0-9a-f]{16}›/.exec(shown.text)![0]),
    );
    expect(shown.values).toMatchObject({
      'agent.max_turns': 50,
      'approvals.mode': false,
      timezone: 'Europe/Vienna',
    });
    expect(shown.problems.map(({ kind, line }) => [kind, line])).toEqual([
      ['duplicate_key', 10],
      ['unknown_key', 4],
    ]);
  });

  it('that is broken is read and repaired as a text', async () => {
    await fixture.put(path, `a: [\napi_key: ${secret}\n`);
    const shown = await read();
    expect(shown.isBroken).toBe(true);
    expect(shown.problems[0]!.line).toBeGreaterThan(0);
    await answer(save(shown.text.replace('[', '[]'), shown.version));
    expect(await fixture.text(path)).toBe(`a: []\napi_key: ${secret}\n`);
  });

  it('is changed as a form, with every other byte and every secret kept', async () => {
    const shown = await read();
    const draft = await check({
      text: shown.text,
      changes: [
        { path: ['agent', 'max_turns'], value: 60 },
        { path: ['agent', 'max_turn'] },
        { path: ['logging', 'level'], value: 'DEBUG' },
      ],
    });
    expect(draft.values).toMatchObject({ 'agent.max_turns': 60, 'logging.level': 'DEBUG' });
    expect(await fixture.text(path)).toBe(config);
    await answer(save(draft.text, draft.version));
    expect(await fixture.text(path)).toBe(
      `${config.replace('50   #', '60   #').replace('  max_turn: 3\n', '')}logging:\n  level: DEBUG\n`,
    );
  });

  it('keeps the line ends that an editor in a browser does not know', async () => {
    await fixture.put(path, 'a: 1\r\nb: 2\r\n');
    const { version } = await read();
    await answer(save('a: 1\nb: 3\n', version));
    expect(await fixture.text(path)).toBe('a: 1\r\nb: 3\r\n');
  });

  it('is not saved broken, from an old version, or with an altered mask', async () => {
    const shown = await read();
    expect((await save('a: [', shown.version)).status).toBe(422);
    expect((await save(shown.text.replace(/:[0-9a-f]{16}›/, ':x›'), shown.version)).status).toBe(
      422,
    );
    await fixture.put(path, `${config}# later\n`);
    expect((await save(shown.text, shown.version)).status).toBe(412);
    expect((await product.api('PUT', api, { text: 'a: 1' })).status).toBe(428);
    expect(await fixture.text(path)).toBe(`${config}# later\n`);
  });
});

describe('a conflict', () => {
  it('is merged by what each side changed, and what both changed is named', async () => {
    const base = (await read()).text;
    const theirs = config.replace('50', '70').replace('# mine', '# theirs');
    await fixture.put(path, theirs);
    const mine = `${base.replace('50', '60')}memory: {memory_char_limit: 9}\n`;
    const merged = await check({ text: mine, base });
    expect(merged.conflicts).toEqual(['agent.max_turns']);
    expect(merged.version).toBe(versionOf(theirs));
    await answer(save(merged.text, merged.version));
    const after = await fixture.text(path);
    expect(after).toContain('# theirs');
    expect(after).toContain('max_turns: 60   # enough');
    expect(after).toContain('memory_char_limit: 9');
    expect(after).toContain(secret);
  });

  it('may be overwritten, with a secret that only an earlier version holds, and leaves its own event', async () => {
    const before = await read();
    await answer(save(before.text.replace(/box:.*/, 'box: {}'), before.version));
    const now = await read();
    await answer(save(before.text, now.version, '/overwrite'));
    expect(await fixture.text(path)).toBe(config);
    const events = await product.api('GET', '/api/admin/events?action=hermes_config.overwrite');
    expect(await events.text()).toContain('config.yaml');
  });
});

describe('the history', () => {
  it('shows what the file held, masked, and brings it back', async () => {
    const { text, version } = await read();
    await answer(save(text.replace('50', '51'), version));
    const { items } = await answer<ConfigHistory>(product.api('GET', `${api}/history`));
    expect(items[0]).toMatchObject({ version, replacedBy: 'admin' });
    const past = await answer<PastConfigText>(product.api('GET', `${api}/history/${items[0]!.id}`));
    expect([past.text, past.current]).toEqual([text, text.replace('50', '51')]);
    const restore = product.api('POST', `${api}/history/${items[0]!.id}/restore`, undefined, {
      'if-match': past.version,
    });
    await answer(restore);
    expect(await fixture.text(path)).toBe(config);
    expect((await product.api('GET', `${api}/history/nothing`)).status).toBe(404);
  });
});

describe('the list of settings', () => {
  it('names type, default and choices of each', async () => {
    const { fields } = await answer<{ fields: { path: string }[] }>(
      product.api('GET', `${api}/schema`),
    );
    expect(fields.length).toBeGreaterThan(500);
    expect(fields.find((field) => field.path === 'approvals.mode')).toMatchObject({
      type: 'select',
      options: ['manual', 'smart', 'off'],
      default: 'smart',
    });
  });
});
