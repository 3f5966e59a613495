import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync, brotliCompressSync } from 'node:zlib';
import { chunkOf, event, type UpstreamCallBody } from './test-upstream-answers.ts';

/** One request and the fault its model asks for. */
export interface FaultyCall {
  readonly mode: string;
  readonly argument: string;
  readonly call: UpstreamCallBody;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers with the fault, and whether there was one. */
export async function misbehave(faulty: FaultyCall): Promise<boolean> {
  const { mode, argument, call, request, response } = faulty;
  const json = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return true;
  };
  const beginStream = () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(event(chunkOf({ role: 'assistant', content: '' })));
    for (let index = 0; index < 5; index++)
      response.write(event(chunkOf({ content: `word${index} ` })));
  };
  switch (mode) {
    case 'say': {
      const { status, text } = call.say!;
      const key = request.headers.authorization?.slice('Bearer '.length) ?? '';
      const type = text.startsWith('{') ? 'application/json' : 'text/event-stream';
      response.writeHead(status, { 'content-type': type }).end(text.replaceAll('$KEY', key));
      return true;
    }
    case 'hang-headers':
      return true;
    case 'hang-mid':
      beginStream();
      return true;
    case 'rst-mid':
      beginStream();
      setTimeout(() => request.socket.resetAndDestroy(), 20);
      return true;
    case 'eof-mid':
      beginStream();
      response.end();
      return true;
    case 'error-event':
      beginStream();
      response.end(
        event({
          error: { message: 'the provider gave up', type: 'server_error', code: 'gave_up' },
        }),
      );
      return true;
    case '500json':
      return json(500, { error: { message: 'boom', type: 'server_error', code: null } });
    case '500html':
      response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Internal secret page</h1>');
      return true;
    case '401-echo': {
      const { authorization = '' } = request.headers;
      response.setHeader('x-echo', authorization);
      return json(401, {
        error: { message: `bad key ${authorization}`, type: 'auth', code: 'bad' },
      });
    }
    case '400-echo':
      return json(400, {
        error: { message: `no: ${request.headers.authorization}`, type: 'bad', code: 'bad' },
      });
    case '429':
      response.setHeader('retry-after', argument);
      return json(429, {
        error: { message: 'slow down', type: 'requests', code: 'rate_limit_exceeded' },
      });
    case '302-meta':
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end();
      return true;
    case 'html200':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>hello</html>');
      return true;
    case 'text200':
      response.writeHead(200, { 'content-type': 'application/json' }).end('not json at all');
      return true;
    case 'gzip':
    case 'br': {
      const body = JSON.stringify({ choices: [] });
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': mode });
      response.end(mode === 'br' ? brotliCompressSync(body) : gzipSync(body));
      return true;
    }
    case '1xx-flood':
      for (let index = 0; index < 100; index++) response.writeProcessing();
      return false;
    case 'bigheaders':
      response.setHeader('x-big', 'x'.repeat(50_000));
      return false;
    case 'setcookie':
      response.setHeader('set-cookie', 'upstream=1').setHeader('server', 'secret-server');
      return false;
    case 'cut-body':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      response.write('{"choices":[');
      setTimeout(() => request.socket.destroy(), 20);
      return true;
    default:
      return false;
  }
}
