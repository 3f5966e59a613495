import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import dns from 'node:dns';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../testing/eventually.ts';
import { startFakeRelay, type FakeRelay } from '../testing/fake-relay.ts';
import { freePorts } from '../testing/free-ports.ts';
import { dialRelay } from './dial-relay.ts';
import { makeRelayToken } from './relay-token.ts';

const secret = 'a-secret-of-a-test-relay';
/** Short where nothing comes, and long enough for an answer where one does. */
const soon = { openWithinMs: 300, settleMs: 300 };
const patient = { openWithinMs: 10_000, settleMs: 300 };
const ends: (() => unknown)[] = [];

const relay = async (options: Partial<Parameters<typeof startFakeRelay>[0]> = {}) => {
  const started = await startFakeRelay({ secrets: [secret], ...options });
  ends.push(() => started.close());
  return started;
};
const dial = (
  port: number,
  { key = secret, scheme = 'ws', path = '/relay', within = patient } = {},
) => dialRelay(`${scheme}://127.0.0.1:${port}${path}`, makeRelayToken('gw-1', key), within);
/** Whatever listens; its connections are cut at the end. */
const listening = async (server: Server) => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};
const gone = ({ isEmpty }: FakeRelay) => eventually(() => expect(isEmpty()).toBe(true));

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

describe('a relay', () => {
  it('that knows the secret accepts, is told nothing, and is left at once', async () => {
    const connector = await relay();
    expect(await dial(connector.port)).toEqual({
      outcome: 'accepted',
      closeCode: null,
      status: null,
      detail: null,
    });
    await gone(connector);
    expect(connector).toMatchObject({ came: ['gw-1'], said: [], left: [1000] });
  });

  it('that does not know the secret refuses, also when it takes its time', async () => {
    const connector = await relay({ thinksMs: 100 });
    expect(await dial(connector.port, { key: 'another' })).toMatchObject({
      outcome: 'refused',
      closeCode: 4401,
      detail: 'unauthorized',
    });
    expect(connector.came).toEqual([]);
    await gone(connector);
  });

  it('that closes for another reason is not said to have refused the secret', async () => {
    const { port } = await relay({ closesWith: 1013 });
    expect(await dial(port)).toMatchObject({
      outcome: 'closed',
      closeCode: 1013,
      detail: 'as it was told',
    });
  });

  it('whose certificate is not trusted gets no token', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hcp-relay-'));
    ends.push(() => rmSync(folder, { recursive: true }));
    execFileSync('sh', ['deploy/self-signed.sh', folder, 'relay.test']);
    const [key, cert] = ['privkey.pem', 'fullchain.pem'].map((name) =>
      readFileSync(join(folder, name), 'utf8'),
    ) as [string, string];
    const connector = await relay({ tls: { key, cert } });
    expect(await dial(connector.port, { scheme: 'wss' })).toMatchObject({
      outcome: 'bad_certificate',
      detail: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(connector.tokens).toEqual([]);
  });
});

describe('what is no relay', () => {
  it('is told by its HTTP status, and its redirects are not followed', async () => {
    const connector = await relay();
    const port = await listening(
      createHttpServer((request, response) => {
        const location = `ws://127.0.0.1:${connector.port}/relay`;
        const isMoved = request.url === '/relay';
        response.writeHead(isMoved ? 302 : 200, { location }).end('A page.');
      }),
    );
    expect(await dial(port)).toMatchObject({ outcome: 'not_a_relay', status: 302 });
    expect(await dial(port, { path: '/' })).toMatchObject({ outcome: 'not_a_relay', status: 200 });
    expect(connector.tokens).toEqual([]);
  });

  it.each([
    ['speaks something else', 'SSH-2.0-OpenSSH_9.2\r\n'],
    [
      'agrees to an upgrade it does not understand',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: no\r\n\r\n',
    ],
  ])('%s', async (_, answer) => {
    const port = await listening(
      createServer((socket) => socket.on('data', () => socket.write(answer))),
    );
    expect(await dial(port)).toMatchObject({ outcome: 'not_a_relay', status: null });
  });

  it('hangs up', async () => {
    const port = await listening(
      createServer((socket) => socket.on('data', () => socket.destroy())),
    );
    expect(await dial(port)).toMatchObject({ outcome: 'not_a_relay', detail: 'ECONNRESET' });
  });

  it('speaks no TLS', async () => {
    const { port } = await relay();
    expect(await dial(port, { scheme: 'wss' })).toMatchObject({ outcome: 'not_a_relay' });
  });

  it('is not there', async () => {
    const [port] = await freePorts(1);
    expect(await dial(port!)).toMatchObject({
      outcome: 'unreachable',
      detail: 'ECONNREFUSED',
    });
    const nowhere = dialRelay('ws://relay.invalid/relay', 'token', patient);
    expect(await nowhere).toMatchObject({ outcome: 'unreachable' });
  });

  it.each([
    ['never answers', () => undefined],
    [
      'answers without an end',
      (socket: Socket) => {
        const drops = setInterval(() => socket.write('HTTP/1.1 101 Swi'.slice(0, 1)), 20);
        socket.on('close', () => clearInterval(drops)).write('HTTP/1.1 101 ');
      },
    ],
  ])('%s, and is given up', async (_, talk) => {
    const port = await listening(createServer(talk));
    expect(await dial(port, { within: soon })).toMatchObject({ outcome: 'timed_out' });
  });
});

describe('a metadata service of a cloud', () => {
  it.each(['169.254.169.254', '2852039166', '[fd00:ec2::254]', '[::ffff:169.254.169.254]'])(
    'is not called as %s',
    async (host) => {
      const answer = await dialRelay(`ws://${host}/relay`, 'token', soon);
      expect(answer.outcome).toBe('not_called');
    },
  );

  it('is not called by a name that leads there', async () => {
    const lookup = jest.spyOn(dns, 'lookup');
    lookup.mockImplementation(((
      _host: string,
      _options: object,
      answer: (...all: unknown[]) => void,
    ) => answer(null, [{ address: '169.254.169.254', family: 4 }])) as never);
    const answer = await dialRelay('ws://relay.example/relay', 'token', soon);
    lookup.mockRestore();
    expect(answer.outcome).toBe('not_called');
  });
});
