import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import { versionOf } from '../files/file-version.ts';
import { tryRoute } from './model-test.ts';
import type { Models, ModelsPreview, ModelTestResult } from './models.contract.ts';

let fixture: HermesHomeFixture;
let product: TestProduct;
let server: Server;
let serverUrl: string;
let asked: { url: string; authorization: string | undefined }[];

const secret = 'sk-inline-0123456789abcdef0123';
const path = '.hermes/config.yaml';
const config = () => `# mine
model: {provider: openrouter, default: a}   # the good one
fallback_providers:
  - provider: custom:box
    model: m1
    key_env: BOX_KEY
  # second
  - {provider: nous, model: b}
providers:
  box:
    api: ${serverUrl}/v1
    api_key: ${secret}
    models: [m1]
  cloud: {api: "http://169.254.169.254/latest"}
  slow: {api: "${serverUrl}/slow"}
  chatty: {api: "${serverUrl}/chatty", default_model: x}
`;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url!, authorization: request.headers.authorization });
    if (request.url === '/v1/models') response.end('{"data":[{"id":"m1"}]}');
    else if (request.url === '/chatty/chat/completions') response.end('{"choices":[]}');
    else if (request.url === '/refusing/models')
      response.writeHead(401).end(`{"error":{"message":"wrong key ${secret}"}}`);
    else if (request.url === '/elsewhere/models')
      response.writeHead(302, { location: '/v1/models' }).end();
    else if (!request.url!.startsWith('/slow')) response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fixture = await createHermesHome();
  product = await startTestProduct({ HERMES_HOME: fixture.at('.hermes') });
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
  server?.closeAllConnections();
  server?.close();
});
beforeEach(async () => {
  asked = [];
  await fixture.put(path, config());
  await fixture.put(
    '.hermes/.env',
    'OPENROUTER_API_KEY=sk-or-0123456789\nBOX_KEY=box-key-0123456789\n',
  );
});

const models = '/api/admin/hermes/models';
const read = async () => (await (await product.api('GET', models)).json()) as Models;
const save = (changes: object[], version: string | undefined) =>
  product.api('PUT', models, { changes }, version === undefined ? {} : { 'if-match': version });
const preview = (changes: object[], version: string) =>
  product.api(
    'GET',
    `${models}/preview?changes=${encodeURIComponent(JSON.stringify(changes))}`,
    undefined,
    { 'if-match': version },
  );
const test = async (row: string) =>
  (await (await product.api('POST', `${models}/test`, { row })).json()) as ModelTestResult;
const swap = [{ kind: 'fallback_order', order: [1, 0] }];

describe('the models of a profile', () => {
  it('are read with what signing in needs, and no key', async () => {
    const response = await product.api('GET', models);
    const text = await response.text();
    expect(text).not.toContain(secret);
    expect(JSON.parse(text)).toMatchObject({
      version: versionOf(config()),
      locked: null,
      primary: {
        model: 'a',
        credential: { state: 'ready', detail: 'OPENROUTER_API_KEY in .env.' },
      },
      fallback: [
        { model: 'm1', credential: { state: 'ready', detail: 'BOX_KEY in .env.' } },
        { model: 'b', credential: { state: 'missing' } },
      ],
      steps: [
        { label: 'a via openrouter' },
        { label: 'm1 via custom:box' },
        { label: 'b via nous' },
      ],
    });
  });

  it('are previewed with secrets masked, and nothing is written', async () => {
    const { version } = await read();
    const answer = (await (await preview(swap, version)).json()) as ModelsPreview;
    expect(answer.models.steps[1]!.label).toBe('b via nous');
    expect(answer.models.version).toBe(version);
    expect(answer.before).toContain('‹hidden:sk-i…0123');
    expect(JSON.stringify(answer)).not.toContain(secret);
    expect(await fixture.text(path)).toBe(config());
  });

  it('are saved with every other byte kept, and the event says who did it', async () => {
    const { version } = await read();
    const saved = await save(swap, `"${version}"`);
    expect(((await saved.json()) as Models).fallback.map(({ model }) => model)).toEqual([
      'b',
      'm1',
    ]);
    const entries = config().split('\n');
    const expected = [
      ...entries.slice(0, 3),
      ...entries.slice(6, 8),
      ...entries.slice(3, 6),
      ...entries.slice(8),
    ];
    expect(await fixture.text(path)).toBe(expected.join('\n'));
    const events = await (
      await product.api('GET', '/api/admin/events?action=hermes_models.change')
    ).json();
    expect(JSON.stringify(events)).toContain('config.yaml');
  });

  it('are not saved from an old version, without one, or when the change makes no sense', async () => {
    const { version } = await read();
    await fixture.put(path, `${config()}# later\n`);
    expect((await save(swap, version)).status).toBe(412);
    expect((await save(swap, undefined)).status).toBe(428);
    const now = (await read()).version;
    const senseless = await save([{ kind: 'fallback_order', order: [9] }], now);
    expect([senseless.status, await fixture.text(path)]).toEqual([422, `${config()}# later\n`]);
  });

  it('of a broken file are locked, and the file stays as it is', async () => {
    await fixture.put(path, 'model: [\n');
    const shown = await read();
    expect(shown.locked).toContain('raw editor');
    expect(shown.problems[0]!.line).toBeGreaterThan(0);
    expect((await save(swap, shown.version)).status).toBe(409);
    expect(await fixture.text(path)).toBe('model: [\n');
  });
});

describe('trying a row', () => {
  it('asks for the list of models, with the key of the row', async () => {
    expect(await test('fallback_providers:0')).toMatchObject({
      outcome: 'works',
      called: `GET ${serverUrl}/v1/models`,
      status: 200,
      isModelListed: true,
    });
    await test('endpoint:box');
    expect(asked.map(({ authorization }) => authorization)).toEqual([
      'Bearer box-key-0123456789',
      `Bearer ${secret}`,
    ]);
  });

  it('asks for one token where there is no list', async () => {
    expect(await test('endpoint:chatty')).toMatchObject({ outcome: 'works', isModelListed: null });
  });

  it('never calls the metadata service of a cloud', async () => {
    expect(await test('endpoint:cloud')).toMatchObject({ outcome: 'not_tried', status: null });
  });

  it('that has no key or is not there calls nobody', async () => {
    expect(await test('fallback_providers:1')).toMatchObject({
      outcome: 'not_tried',
      message: 'There is no key for nous.',
    });
    expect(await test('fallback_providers:7')).toMatchObject({ outcome: 'not_tried' });
    expect(asked).toEqual([]);
  });

  const route = (address: string) => ({
    baseUrl: serverUrl + address,
    key: secret,
    isAnthropic: false,
    model: 'x',
  });

  it('gives up after its time', async () => {
    expect(await tryRoute(route('/slow'), 200)).toMatchObject({
      outcome: 'failed',
      message: 'No answer within 0.2 seconds.',
    });
  });

  it('follows no redirect and repeats no key', async () => {
    expect(await tryRoute(route('/elsewhere'))).toMatchObject({ outcome: 'failed', status: 302 });
    const refused = await tryRoute(route('/refusing'));
    expect(refused).toMatchObject({ outcome: 'failed', status: 401 });
    expect(refused.message).toContain('wrong key');
    expect(JSON.stringify(refused)).not.toContain(secret);
  });
});
