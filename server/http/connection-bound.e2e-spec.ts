import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { eventually } from '../testing/eventually.ts';
import { boundConnections } from './connection-bound.ts';

describe('a bound on connections', () => {
  it('marks requests above it until others have left', async () => {
    const server = createServer();
    const isSurplus = boundConnections(server, 2);
    server.on('request', (request, response) => response.end(String(isSurplus(request))));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const ask = async () =>
      (await fetch(`http://127.0.0.1:${port}`, { headers: { connection: 'close' } })).text();
    const idle = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    await Promise.all(idle.map((socket) => once(socket, 'connect')));
    await eventually(async () => expect(await ask()).toBe('true'));
    for (const socket of idle) socket.destroy();
    await eventually(async () => expect(await ask()).toBe('false'));
    server.close();
  });
});
