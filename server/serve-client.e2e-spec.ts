import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestConsole, type ConsoleClient, type TestConsole } from './testing/test-console.ts';
import { openTestDatabase } from './testing/test-database.ts';

const page = `<!doctype html><html><head><style nonce="in-the-page">a{}</style></head>
<body><app-root ngCspNonce="in-the-page"></app-root><script src="main-ABCD1234.js"></script></body></html>`;
const asPerson = { headers: { accept: 'text/html,application/xhtml+xml' } };

describe('the client', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let folder: string;
  const opened: TestConsole[] = [];
  let visitor: ConsoleClient;

  const start = async (clientFolder: string): Promise<ConsoleClient> => {
    const console = await startTestConsole(database.database, {}, { clientFolder });
    opened.push(console);
    return console.newClient();
  };
  const write = async (html: string): Promise<string> => {
    const parent = await mkdtemp(join(tmpdir(), 'hcp-client-'));
    const client = join(parent, 'browser');
    await mkdir(client);
    await writeFile(join(parent, 'secret.txt'), 'secret');
    await writeFile(join(client, 'index.html'), html);
    await writeFile(join(client, '.env'), 'secret');
    await writeFile(join(client, 'main-ABCD1234.js'), 'run()');
    await writeFile(join(client, 'icon.svg'), '<svg/>');
    return client;
  };

  beforeAll(async () => {
    database = await openTestDatabase();
    folder = await write(page);
    visitor = await start(folder);
  });
  afterAll(async () => {
    for (const console of opened) await console.close();
    await database?.close();
  });

  it.each(['/', '/login', '/api-users/0198', '/index.html'])('is one page at %s', async (path) => {
    const answer = await visitor.get(path, asPerson);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(answer.text).toContain('<app-root');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('carries the nonce of its own answer, a new one each time', async () => {
    const nonces: string[] = [];
    for (let time = 0; time < 2; time++) {
      const { headers, text } = await visitor.get('/', asPerson);
      const nonce = /'nonce-([^']+)'/.exec(headers.get('content-security-policy')!)![1]!;
      expect(text.split(`"${nonce}"`)).toHaveLength(3);
      expect(text).not.toContain('in-the-page');
      nonces.push(nonce);
    }
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('is given a nonce where the page names none', async () => {
    const plain = await start(await write('<app-root></app-root>'));
    expect((await plain.get('/', asPerson)).text).toMatch(/^<app-root ngCspNonce="[^"]{24}">/);
  });

  it('has files that may be kept for ever when their name says what is in them', async () => {
    const script = await visitor.get('/main-ABCD1234.js');
    expect([script.text, script.headers.get('cache-control')]).toEqual([
      'run()',
      'public, max-age=31536000, immutable',
    ]);
    expect((await visitor.get('/icon.svg')).headers.get('cache-control')).toBe('no-cache');
  });

  it.each([
    ['a missing file', '/main-WXYZ9876.js', asPerson],
    ['a program that opens a page', '/login', { headers: { accept: 'application/json' } }],
    ['the API', '/api/nothing', asPerson],
    ['health', '/health/nothing', asPerson],
    ['a file beside the folder', '/..%2fsecret.txt', asPerson],
    ['a hidden file', '/.env', asPerson],
  ])('is not there for %s', async (_, path, options) => {
    const answer = await visitor.get(path, options);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body.error.code).toMatch(/not_found|malformed_request|refused/);
    expect(answer.text).not.toContain('<app-root');
  });

  it('is not there for a change', async () => {
    expect((await visitor.send('POST', '/login', asPerson)).status).toBe(404);
  });

  it('says how to build it when it is not built', async () => {
    const answer = await (await start(join(folder, 'nowhere'))).get('/', asPerson);
    expect([answer.status, answer.text]).toEqual([503, expect.stringContaining('build:client')]);
  });
});
