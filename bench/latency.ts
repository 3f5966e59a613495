import { Client } from 'undici';
import { median } from './processes.ts';

/** The middle time of one request after the other on one connection, in milliseconds. */
export async function latencyMs(
  url: string,
  headers: Record<string, string>,
  body: string,
  seconds: number,
): Promise<number> {
  const { origin, pathname } = new URL(url);
  const client = new Client(origin);
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const started = performance.now();
    const answer = await client.request({
      path: pathname,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}`);
    times.push(performance.now() - started);
  }
  await client.close();
  // The first ones also measure the compiler.
  return median(times.slice(Math.floor(times.length / 5)));
}
