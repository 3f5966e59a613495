import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ModelList } from './model-list.ts';
import { UpstreamConnections } from './upstream-call.ts';

const minute = 60_000;
const timeouts = {
  connectTimeoutMs: minute,
  firstByteTimeoutMs: minute,
  silenceTimeoutMs: minute,
};

describe('the model list', () => {
  it.each([
    ['says nothing', () => undefined],
    ['drips', (response: ServerResponse) => response.write('{"data":[')],
  ])('is given up after a time of its own where the upstream %s', async (_, answer) => {
    const server = createServer((_request, response) => void answer(response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const connections = new UpstreamConnections(timeouts, {});
    const target = { origin, basePath: '', apiKey: undefined, label: 'test', kind: 'url' as const };
    const models = new ModelList(connections, () => target, 100);
    await expect(models.all()).rejects.toMatchObject({ status: 504, code: 'upstream_timeout' });
    await connections.close();
    server.closeAllConnections();
    server.close();
  });
});
