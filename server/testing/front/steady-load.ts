import { randomUUID } from 'node:crypto';
import { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FrontProxy } from './front-proxy.ts';
import { get } from './through-tls.ts';

/** How one request went. */
export interface Sent {
  /** Stands in the body, so that the upstream knows it, too. */
  readonly id: string;
  readonly isStream: boolean;
  /** `ok`, or what was wrong. */
  readonly outcome: string;
}

interface Question {
  /** `pre` or `post`. */
  readonly gateway: string;
  readonly key: string;
  readonly isStream: boolean;
  /** What the upstream is to do. */
  readonly model: string;
  readonly agent?: Agent;
}

/** Clients that ask through the proxy, each one request after the other: plain ones and streams, on both gateways. */
export interface SteadyLoad {
  readonly sent: readonly Sent[];
  /** Resolves once every answer is there. */
  stop(): Promise<void>;
}

export function startSteadyLoad(
  proxy: FrontProxy,
  {
    key,
    clients,
    pausesMs = [],
  }: {
    readonly key: string;
    readonly clients: number;
    /** For each as many clients again, which ask all at once, and then wait for so long. */
    readonly pausesMs?: readonly number[];
  },
): SteadyLoad {
  const sent: Sent[] = [];
  let isOver = false;
  const agent = new Agent({ keepAlive: true });
  const over = new AbortController();
  const work = async (number: number) => {
    const gateway = number % 2 === 0 ? 'pre' : 'post';
    // Plain requests meet the moments of a restart more often.
    const isStream = number % 4 > 2;
    const model = isStream ? 'slow:10' : 'ok:5';
    sent.push(await ask(proxy, { gateway, key, isStream, model, agent }));
  };
  const numbers = Array.from({ length: clients }, (_, number) => number);
  const goOn = async (number: number) => {
    while (!isOver) await work(number);
  };
  const askTogether = async (pauseMs: number) => {
    while (!isOver) {
      await Promise.all(numbers.map(work));
      await sleep(pauseMs, undefined, over).catch(() => undefined);
    }
  };
  const working = [...numbers.map(goOn), ...pausesMs.map(askTogether)];
  return {
    sent,
    async stop() {
      isOver = true;
      over.abort();
      await Promise.all(working);
      agent.destroy();
    },
  };
}

/** Never throws: whatever happens is an outcome. */
export async function ask(
  proxy: FrontProxy,
  { gateway, key, isStream, model, agent }: Question,
): Promise<Sent> {
  const id = `chaos-${randomUUID()}`;
  const outcomeOf = async () => {
    const { status, body } = await get(proxy, `${gateway}.example.com`, '/v1/chat/completions', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model,
        stream: isStream,
        messages: [{ role: 'user', content: id }],
      }),
      ...(agent && { agent }),
    });
    if (status !== 200) return `${status} ${body}`;
    const isWhole = isStream ? body.endsWith('data: [DONE]\n\n') : body.endsWith('}');
    return isWhole ? 'ok' : `cut after ${body.slice(-80)}`;
  };
  const outcome = await outcomeOf().catch((error: Error) => error.message);
  return { id, isStream, outcome };
}
