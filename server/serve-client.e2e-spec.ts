import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { securityHeaders } from './http/security-headers.ts';
import { serveClient } from './serve-client.ts';

let folder: string;
let url: string;
let close: () => Promise<unknown>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-client-'));
  await writeFile(join(folder, 'main-ABCD1234.js'), `// ${'x'.repeat(5000)}`);
  const app = express();
  app.use(securityHeaders(undefined));
  app.use(serveClient(folder));
  app.get('/api/long', (_request, response) => void response.send('y'.repeat(5000)));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => new Promise((resolve) => server.close(resolve));
});
afterAll(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string) => fetch(url + path, { headers: { 'accept-encoding': 'gzip' } });

describe('the files of the console', () => {
  it('are sent compressed', async () => {
    const response = await get('/main-ABCD1234.js');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toContain('xxxx');
  });

  it('are compressed, answers of the API are not', async () => {
    expect((await get('/api/long')).headers.get('content-encoding')).toBeNull();
  });
});
