import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { rawRequest } from '../testing/raw-request.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';
import { answerParserErrors } from './parser-errors.ts';
import { applyServerLimits } from './server-limits.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct();
});

const head = 'POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n';
const refused = [
  ['headers without end', `${head}x: ${'y'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
  ['an expectation', `${head}Expect: tea\r\nConnection: close\r\n\r\n`, 417, 'expectation_failed'],
  [
    'two lengths',
    `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    'malformed_request',
  ],
  ['a folded header', `${head}x: a\r\n b\r\n\r\n`, 400, 'malformed_request'],
  ['a NUL in a header', `${head}x: a\0b\r\n\r\n`, 400, 'malformed_request'],
  ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'malformed_request'],
  ['no HTTP at all', 'hello\r\n\r\n', 400, 'malformed_request'],
] as const;

describe.each(['pre', 'consoleUrl'] as const)('on %s, a request with', (port) => {
  it.each(refused)('%s gets an error object and an id', async (_, request, status, code) => {
    const answer = await rawRequest(product[port], request);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/^x-request-id: [0-9a-f-]{36}\r$/m);
    expect(answer).toMatch(/^content-type: application\/json/im);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
      error: { code, message: expect.any(String) },
    });
  });
});

describe('a body in bad chunks', () => {
  it('gets an error object with the id the request had', async () => {
    const { key } = await product.createUser();
    const answer = await rawRequest(
      product.pre,
      `${head}Authorization: Bearer ${key}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
    );
    expect(answer).toContain('HTTP/1.1 400');
    expect(answer).toContain('"code":"malformed_request"');
    expect(answer).toMatch(/^x-request-id: [0-9a-f-]{36}\r$/m);
  });
});

describe('a server', () => {
  const listening = async () => {
    const server = createServer();
    applyServerLimits(server);
    server.headersTimeout = 100;
    answerParserErrors(server, ({ code }, requestId) => ({ error: { code, requestId } }));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  };

  it('tells a client that sends its headers too slowly', async () => {
    const { server, url } = await listening();
    const answer = await rawRequest(url, 'GET / HTTP/1.1\r\nHost: a\r\n');
    expect(answer).toContain('HTTP/1.1 408 Request Timeout');
    expect(answer).toContain('"code":"request_timeout"');
    server.close();
  });

  it('writes nothing into an answer that has begun', async () => {
    const { server, url } = await listening();
    server.on('request', (_request, response) => response.write('half'));
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'data');
    socket.write('garbage\r\n\r\n');
    await once(socket, 'close');
    expect(answer).not.toContain('400');
    server.close();
  });
});
