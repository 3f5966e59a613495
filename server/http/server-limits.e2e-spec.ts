import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { applyServerLimits } from './server-limits.ts';

describe('server limits', () => {
  it('bound the time for a request', () => {
    const server = createServer();
    applyServerLimits(server);
    expect(server).toMatchObject({
      headersTimeout: 5000,
      requestTimeout: 30_000,
      keepAliveTimeout: 65_000,
    });
  });

  it('cut a client that sends its headers too slowly', async () => {
    const server = createServer();
    applyServerLimits(server);
    server.headersTimeout = 100;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n');
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain('408 Request Timeout');
    socket.destroy();
    server.close();
  });
});
