import { rm, symlink } from 'node:fs/promises';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { Models } from '../models/models.contract.ts';
import type { Config } from './config.contract.ts';

const path = '.hermes/config.yaml';
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
beforeEach(() => rm(fixture.at(path), { force: true }));

const get = async <T>(pane: string): Promise<T> => {
  const response = await product.api('GET', `/api/admin/hermes/${pane}`);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
};
const put = (pane: string, body: object) =>
  product.api('PUT', `/api/admin/hermes/${pane}`, body, { 'if-match': 'absent' });

describe('a configuration that cannot be read', () => {
  it.each([
    [
      'is a link out of the home',
      async () => symlink(await fixture.put('out.yaml', 'a: 1'), fixture.at(path)),
    ],
    ['is a link to itself', () => symlink('config.yaml', fixture.at(path))],
    ['is not UTF-8', () => fixture.put(path, Buffer.from([0x61, 0x3a, 0xff, 0xfe]))],
    ['is huge', () => fixture.put(path, `a: ${'x'.repeat(2_000_000)}`)],
  ])('because it %s is named with the reason, and not written', async (_, make) => {
    await make();
    const config = await get<Config>('config');
    expect(config.source).toMatchObject({ file: 'config.yaml', status: 'unreadable' });
    expect(config.source.reason).not.toBeNull();
    expect((await get<Models>('models')).locked).toContain('cannot be read');
    const saved = await put('config', { text: 'a: 1\n' });
    const changed = await put('models', {
      changes: [{ kind: 'primary', provider: 'nous', model: 'm' }],
    });
    expect([saved.status, changed.status].filter((status) => status < 400)).toEqual([]);
  });
});

describe('a hostile configuration', () => {
  const bomb = Array.from({ length: 12 }, (_, level) =>
    level === 0
      ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]'
      : `a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`,
  ).join('\n');

  it.each([
    ['unfolds without end', bomb],
    ['has one line of 200 kB', `a: "${'x'.repeat(200_000)}"\n`],
    ['holds a NUL', 'a: \0\n'],
    ['contains itself', 'a: &a {b: *a}\n'],
    ['nests deeply', '['.repeat(50_000)],
  ])('that %s is broken, and the form is not shown', async (_, text) => {
    await fixture.put(path, text);
    expect((await get<Config>('config')).isBroken).toBe(true);
    expect((await get<Models>('models')).locked).toContain('not valid YAML');
  });

  it('that names prototypes, or has other kinds everywhere, is read as far as it goes', async () => {
    await fixture.put(
      path,
      '__proto__: {polluted: 1}\nmodel: [1]\nfallback_providers: {a: 1}\nproviders: text\nauxiliary: 7\ndelegation: [x]\ncredential_pool_strategies: no\ncustom_providers: {constructor: 1}\nagent: off\n',
    );
    const models = await get<Models>('models');
    expect(models).toMatchObject({ locked: null, primary: { shape: 'unusable' }, endpoints: [] });
    expect(models.fallback).toMatchObject([{ ignored: 'not_a_list' }]);
    expect((await get<Config>('config')).isBroken).toBe(false);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
