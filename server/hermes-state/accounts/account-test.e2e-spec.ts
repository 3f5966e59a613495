import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { AccountTests, probe } from './account-test.ts';

const key = 'sk-or-v1-0a1b2c3d4e5f60718293a4b5c6d7e8f9';
let fixture: HermesHomeFixture;
let server: Server;
let answer: RequestListener;
let base: string;

beforeEach(async () => {
  fixture = await createHermesHome();
  answer = (_request, response) => response.end(JSON.stringify({ data: [{ id: 'a' }, {}, 3] }));
  server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await fixture.remove();
});

const run = async (entry: object, provider = 'openrouter') => {
  await fixture.put('.hermes/auth.json', {
    credential_pool: { [provider]: [{ id: 'a1b2c3', base_url: base, ...entry }] },
  });
  const before = await fixture.text('.hermes/auth.json');
  const at = { provider, position: 0, id: 'a1b2c3', fingerprint: null };
  try {
    return await new AccountTests(fixture.home).run('default', at);
  } finally {
    expect(await fixture.text('.hermes/auth.json')).toBe(before);
  }
};

describe('a credential that is tried', () => {
  it('is shown to the address of its entry, which lists its models', async () => {
    let shown: unknown;
    const usual = answer;
    answer = (request, response) => {
      shown = [request.method, request.url, request.headers.authorization];
      usual(request, response);
    };
    expect(await run({ access_token: key })).toMatchObject({
      isAccepted: true,
      status: 200,
      modelCount: 1,
      models: ['a'],
      url: `${base}/models`,
    });
    expect(shown).toEqual(['GET', '/v1/models', `Bearer ${key}`]);
  });

  it('that is refused is told so in the provider’s words without the key', async () => {
    answer = (_request, response) =>
      response.writeHead(401).end(JSON.stringify({ error: { message: `Bad key ${key}` } }));
    const result = await run({ access_token: key });
    expect(result).toMatchObject({ isAccepted: false, status: 401, message: 'Bad key [hidden]' });
  });

  it('is not carried on to where the answer sends', async () => {
    let calls = 0;
    answer = (_request, response) => {
      calls++;
      response.writeHead(302, { location: `${base}/elsewhere` }).end();
    };
    expect(await run({ access_token: key })).toMatchObject({ isAccepted: false, status: 302 });
    expect(calls).toBe(1);
  });

  it('is waited for only so long', async () => {
    answer = () => undefined;
    const result = await probe({ url: `${base}/models`, headers: {} }, key, 150);
    expect(result).toMatchObject({ status: null, message: 'It did not answer in time.' });
  });

  it('is waited for only so long when the answer never ends', async () => {
    answer = (_request, response) => response.write('{');
    const result = await probe({ url: `${base}/models`, headers: {} }, key, 150);
    expect(result).toMatchObject({ isAccepted: false, message: 'It did not answer in time.' });
  });

  it('gets no more of an answer than it can hold', async () => {
    answer = (_request, response) => {
      const more = () => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      more();
    };
    expect(await run({ access_token: key })).toMatchObject({ message: 'Its answer is too large.' });
  });

  it('that answers with a page instead of models is told so', async () => {
    answer = (_request, response) => response.end('<html>');
    expect(await run({ access_token: key })).toMatchObject({
      modelCount: null,
      message: 'It answered, but not with a list of models.',
    });
  });

  it('and is borrowed from the environment file is taken from there', async () => {
    await fixture.put(
      '.hermes/.env',
      `OPENROUTER_API_KEY=old\nexport OPENROUTER_API_KEY="${key}"\n`,
    );
    let shown: unknown;
    answer = (request, response) => {
      shown = request.headers.authorization;
      response.end('{"data":[]}');
    };
    await run({ source: 'env:OPENROUTER_API_KEY' });
    expect(shown).toBe(`Bearer ${key}`);
  });

  it.each([
    'http://169.254.169.254/latest',
    'http://[::ffff:169.254.169.254]/v1',
    'http://[fd00:ec2::254]/v1',
    'file:///etc/passwd',
    'http://user:pass@127.0.0.1/v1',
  ])('is never sent to %s', async (address) => {
    await expect(run({ access_token: key, base_url: address })).rejects.toMatchObject({
      code: 'account_untestable',
    });
  });

  it('whose token lies nowhere that is read cannot be tried', async () => {
    await expect(run({ source: 'gh_cli' })).rejects.toMatchObject({ status: 409 });
    await expect(run({ source: 'env:NOT_SET' })).rejects.toMatchObject({ status: 409 });
  });

  it('where another entry stands answers 412', async () => {
    await expect(run({ id: 'ffffff', access_token: key })).rejects.toMatchObject({ status: 412 });
  });
});
