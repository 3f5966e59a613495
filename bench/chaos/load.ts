import { setTimeout as sleep } from 'node:timers/promises';
import type { Ask } from './client.ts';
import type { HistoryEntry } from './history.ts';
import type { Random } from './random.ts';
import type { User, World } from './world.ts';

export interface LoadOptions {
  readonly workers: number;
  readonly users: readonly User[];
  /** Where the next request goes. */
  readonly url: (random: Random) => string;
  /** Overrides of what chance has chosen. */
  readonly shape?: (random: Random) => Partial<Ask>;
  /** Between two requests of one client, in milliseconds. */
  readonly pauseMs?: number;
}

/** Clients that ask one request after the other until they are told to stop. */
export interface Load {
  /** Resolves when the last answer has arrived. */
  stop(): Promise<void>;
}

export function startLoad(world: World, options: LoadOptions): Load {
  let isOver = false;
  const work = async (random: Random) => {
    while (!isOver) {
      const entry = await world.clients.send(nextAsk(random, options));
      world.history.add(entry);
      // Whoever is refused or finds nobody waits a little, as a client would.
      const waitMs = entry.outcome === 'ok' ? (options.pauseMs ?? 0) : random.whole(20, 120);
      if (waitMs > 0) await sleep(waitMs);
    }
  };
  const workers = Array.from({ length: options.workers }, () => work(world.random.fork()));
  return {
    async stop() {
      isOver = true;
      await Promise.all(workers);
    },
  };
}

export function nextAsk(random: Random, options: Omit<LoadOptions, 'workers'>): Ask {
  const user = random.pick(options.users);
  const chunks = random.whole(4, 20);
  const pauseMs = random.whole(0, 30);
  const answerTokens = random.whole(5, 60);
  return {
    url: options.url(random),
    key: user.key,
    userId: user.id,
    model: `load:${chunks}:${pauseMs}:${random.whole(10, 400)}:${answerTokens}`,
    stream: random.chance(0.75),
    promptBytes: random.sized(100, 8000),
    maxTokens: 64,
    plannedMs: chunks * pauseMs,
    ...options.shape?.(random),
  };
}

/** One request, noted. */
export async function ask(world: World, request: Ask): Promise<HistoryEntry> {
  const entry = await world.clients.send(request);
  world.history.add(entry);
  return entry;
}
