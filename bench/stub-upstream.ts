import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The fastest upstream there can be, so that what is measured is the gateway: one fixed answer, or a stream of 21 chunks.
 * The model `idle` gets the head of a stream and then silence. Prints its port.
 */
const answer = JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1,
  model: 'bench',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'x'.repeat(600) },
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 20, completion_tokens: 20, total_tokens: 40 },
});
const chunk = (delta: object, finish: string | null) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'bench',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })}\n\n`;
const chunks = [
  ...Array.from({ length: 20 }, (_, index) => chunk({ content: `word${index} ` }, null)),
  chunk({}, 'stop'),
];
const usage = `data: ${JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'bench',
  choices: [],
  usage: { prompt_tokens: 20, completion_tokens: 20, total_tokens: 40 },
})}\n\n`;

function stream(response: ServerResponse, wantsUsage: boolean): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let index = 0;
  // One write a turn of the event loop, so that chunks really are separate.
  const next = () => {
    if (index < chunks.length) {
      response.write(chunks[index++]);
      setImmediate(next);
    } else response.end(`${wantsUsage ? usage : ''}data: [DONE]\n\n`);
  };
  next();
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (part: string) => (body += part));
  request.on('end', () => {
    if (body.includes('"model":"idle"')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunks[0]);
    } else if (body.includes('"stream":true')) stream(response, body.includes('include_usage'));
    else {
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(answer),
      });
      response.end(answer);
    }
  });
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`);
});
