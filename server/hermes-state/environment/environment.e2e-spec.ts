import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import { absentVersion, versionOf } from '../files/file-version.ts';
import type { Environment } from './environment.contract.ts';

const secret = 'sk-or-v1-0123456789abcdef';
const file = `\uFEFF# keys\r\nOPENROUTER_API_KEY=old\r\nexport OPENROUTER_API_KEY="${secret}"  # mine\r\nTELEGRAM_ALLOWED_USERS=1,2\r\nMY_OWN=something-of-mine-here\r\nnot a line\r\n`;
const path = '.hermes/.env';
const api = '/api/admin/hermes/environment';
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
beforeEach(() => fixture.put(path, file));

const read = async () => (await (await product.api('GET', api)).json()) as Environment;
const save = (changes: object[], version: string) =>
  product.api('PATCH', api, { changes }, { 'if-match': version });

describe('the environment keys of a profile', () => {
  it('are named, and shown only where they are known to be no secret', async () => {
    const shown = await read();
    expect(
      shown.entries.map(({ key, value, isMasked, isOverridden }) => [
        key,
        value,
        isMasked,
        isOverridden,
      ]),
    ).toEqual([
      ['OPENROUTER_API_KEY', '••••', true, true],
      ['OPENROUTER_API_KEY', 'sk-o…cdef', true, false],
      ['TELEGRAM_ALLOWED_USERS', '1,2', false, false],
      ['MY_OWN', 'some…here', true, false],
    ]);
    expect(shown.unparsable).toEqual([6]);
    expect(shown.entries[2]!.known!.description).toBe(
      'Telegram: who may talk to Hermes, separated by commas',
    );
    expect(shown.unset.map(({ key }) => key)).toContain('ANTHROPIC_API_KEY');
    expect(shown.unset.map(({ key }) => key)).not.toContain('OPENROUTER_API_KEY');
  });

  it('are set, added and removed with every other byte kept; the event holds fingerprints', async () => {
    const changes = [
      { key: 'OPENROUTER_API_KEY', value: ' new#key-0123456789 ' },
      { key: 'MY_OWN', value: null },
      { key: 'HF_TOKEN', value: 'hf_0123456789abcdef' },
    ];
    const response = await save(changes, versionOf(file));
    const text = await response.text();
    expect([response.status, text.includes('new#key-0123456789')]).toEqual([200, false]);
    expect(await fixture.text(path)).toBe(
      `${file.replace(`"${secret}"`, '"new#key-0123456789"').replace('MY_OWN=something-of-mine-here\r\n', '')}HF_TOKEN=hf_0123456789abcdef\r\n`,
    );
    const events = await product.api('GET', '/api/admin/events?action=hermes_environment.change');
    const told = await events.text();
    expect(told).toContain('HF_TOKEN');
    expect(told).not.toMatch(/hf_0123|new#key|0123456789abcdef/);
  });

  it.each([
    ['a name that is none', { key: 'A B', value: 'x' }],
    ['two lines', { key: 'A', value: 'x\ny' }],
    ['letters beyond ASCII', { key: 'A', value: 'ключ' }],
  ])('are not set with %s', async (_, change) => {
    expect((await save([change], versionOf(file))).status).toBe(422);
    expect(await fixture.text(path)).toBe(file);
  });

  it('are not saved from an old version, and begin a file that is missing', async () => {
    const change = { key: 'A', value: 'x' };
    expect((await save([change], 'old')).status).toBe(412);
    await fixture.put('.hermes/profiles/coder/config.yaml', '');
    const added = await product.api(
      'PATCH',
      `${api}?profile=coder`,
      { changes: [change] },
      {
        'if-match': absentVersion,
      },
    );
    expect(added.status).toBe(200);
    expect(await fixture.text('.hermes/profiles/coder/.env')).toBe('A=x\n');
  });
});
