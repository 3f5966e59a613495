import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Opens streams that get their head and one chunk, and then nothing. Resolves when all of them are open. */
export async function openIdleStreams(
  url: string,
  headers: (index: number) => Record<string, string>,
  body: string,
  count: number,
): Promise<{ close(): void }> {
  const agent = new Agent({ keepAlive: false });
  const open = (index: number) =>
    new Promise<void>((resolve, reject) => {
      const request = httpRequest(
        `${url}/v1/chat/completions`,
        {
          method: 'POST',
          agent,
          headers: { 'content-type': 'application/json', ...headers(index) },
        },
        (response) => {
          if (response.statusCode !== 200) reject(new Error(`idle stream: ${response.statusCode}`));
          response.once('data', () => resolve());
          response.on('error', () => undefined);
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  for (let index = 0; index < count; index += 50)
    await Promise.all(
      Array.from({ length: Math.min(50, count - index) }, (_, part) => open(index + part)),
    );
  await sleep(3000);
  return { close: () => agent.destroy() };
}
