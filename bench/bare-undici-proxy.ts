import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';

/** What remains of a gateway when everything but passing bytes is taken away. Reads the upstream from argv, prints its port. */
const origin = process.argv[2]!;
const agent = new Agent({ pipelining: 1 });

const server = createServer((request, response) => {
  const body: Buffer[] = [];
  request.on('data', (part: Buffer) => body.push(part));
  request.on('end', () => {
    agent.dispatch(
      {
        origin,
        path: request.url!,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: Buffer.concat(body),
      },
      {
        onRequestStart(controller) {
          response.on('close', () => {
            if (!response.writableFinished) controller.abort(new Error('client left'));
          });
        },
        onResponseStart(_controller, status, headers) {
          response.writeHead(status, { 'content-type': headers['content-type'] ?? '' });
        },
        onResponseData(controller, chunk) {
          if (response.write(chunk)) return;
          controller.pause();
          response.once('drain', () => controller.resume());
        },
        onResponseEnd() {
          response.end();
        },
        onResponseError() {
          response.destroy();
        },
      },
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`);
});
