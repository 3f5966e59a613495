import { Agent, createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import httpProxy from 'http-proxy';

/** The http-proxy package with a keep-alive agent and the guards that make it tell each side when the other leaves. */
const proxy = httpProxy.createProxyServer({
  target: process.argv[2]!,
  agent: new Agent({ keepAlive: true }),
});
proxy.on('proxyReq', (upstream, _request, response) => {
  response.on('close', () => {
    if (!response.writableFinished) upstream.destroy();
  });
});
proxy.on('proxyRes', (upstream, _request, response) => {
  upstream.on('close', () => {
    if (!upstream.complete) response.destroy();
  });
});
proxy.on('error', (_error, _request, response) => (response as ServerResponse).destroy());

const server = createServer((request, response) => proxy.web(request, response));
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`);
});
