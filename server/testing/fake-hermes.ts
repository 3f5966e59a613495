import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a program that behaves as `hermes -p default proxy start …` does (hermes-agent 0.19): healthy after a moment,
 * forwards the paths it knows with a credential of its own, ends a cut stream as if it were whole, does not tell the
 * upstream when a client leaves, and refuses to start without a login. With a file `stubborn` in its home it does not end
 * on SIGTERM. Answers its path.
 */
export async function writeFakeHermes(folder: string): Promise<string> {
  const file = join(folder, 'hermes');
  await writeFile(file, `#!${process.execPath}\n${program}`);
  await chmod(file, 0o755);
  return file;
}

const program = String.raw`
const { createServer, request: call } = require('node:http');
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const home = process.env.HERMES_HOME;
appendFileSync(join(home, 'starts.log'), JSON.stringify({ args: process.argv.slice(2), names: Object.keys(process.env) }) + '\n');
const option = (name) => process.argv[process.argv.indexOf(name) + 1];
const auth = join(home, 'auth.json');
if (!existsSync(auth)) {
  process.stderr.write('Not logged into Nous Portal. Run ${'`'}hermes auth add nous${'`'} first.\n');
  process.exit(2);
}
const allowed = ['/chat/completions', '/completions', '/embeddings', '/models'];
const json = (response, status, body) => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};
const server = createServer((request, response) => {
  if (request.url === '/health') {
    const authenticated = !readFileSync(auth, 'utf8').includes('logged-out');
    return json(response, 200, { status: 'ok', upstream: 'Nous Portal', authenticated });
  }
  const path = request.url.replace(/^\/v1/, '');
  if (!allowed.includes(path)) {
    const message = 'Path ' + request.url + ' is not forwarded by this proxy. Allowed: ' + allowed.join(', ');
    return json(response, 404, { error: { message, type: 'path_not_allowed', code: 'path_not_allowed' } });
  }
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const headers = { ...request.headers, authorization: 'Bearer nous-token' };
    delete headers.host;
    delete headers.connection;
    const upstream = call(process.env.NOUS_INFERENCE_BASE_URL + path, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode, { 'content-type': answer.headers['content-type'] });
      answer.on('data', (chunk) => response.write(chunk));
      answer.on('close', () => response.end());
      answer.on('error', () => response.end());
    });
    upstream.on('error', () => {
      if (response.headersSent) response.end();
      else json(response, 502, { error: { message: 'upstream connection failed', type: 'upstream_unreachable', code: 'upstream_unreachable' } });
    });
    upstream.end(Buffer.concat(chunks));
  });
});
server.on('error', (error) => {
  process.stderr.write('proxy: failed to bind 127.0.0.1:' + option('--port') + ': ' + error.message + '\n');
  process.exit(1);
});
setTimeout(() => server.listen(Number(option('--port')), option('--host')), 200);
const stop = () => {
  if (existsSync(join(home, 'stubborn'))) return;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
`;
