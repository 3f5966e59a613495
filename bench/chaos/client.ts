import { createHash, randomUUID } from 'node:crypto';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import type { HistoryEntry, Outcome } from './history.ts';

/** One request a client makes. */
export interface Ask {
  /** Base URL of a gateway, without `/v1`. */
  readonly url: string;
  readonly key: string;
  readonly userId: string;
  readonly model: string;
  readonly stream: boolean;
  readonly promptBytes: number;
  readonly maxTokens: number;
  readonly plannedMs: number;
  /** The client leaves after so many pieces of the answer. */
  readonly leaveAfter?: number;
  readonly timeoutMs?: number;
}

/** Enough of an answer to see its end mark, its error and anything that must not be in it. */
const keptBytes = 65_536;

/** Clients that keep their connections, as the usual ones do. */
export class Clients {
  private readonly agent = new Agent({ keepAlive: true, maxFreeSockets: 1024 });

  /** `canaries`: texts that must never be in an answer; seen ones are reported through `leaked`. */
  constructor(
    private readonly canaries: () => readonly string[],
    private readonly leaked: (id: string) => void,
  ) {}

  close(): void {
    this.agent.destroy();
  }

  /** Never throws: whatever happens is an outcome. */
  send(ask: Ask): Promise<HistoryEntry> {
    const id = `chaos-${randomUUID()}`;
    const sentAt = Date.now();
    const startedMs = performance.now();
    const hash = createHash('sha256');
    let status: number | null = null;
    let retryAfter: string | null = null;
    let text = '';
    return new Promise((resolve) => {
      let isOver = false;
      const finish = (outcome: Outcome) => {
        if (isOver) return;
        isOver = true;
        if (this.canaries().some((canary) => text.includes(canary))) this.leaked(id);
        resolve({
          id,
          userId: ask.userId,
          model: ask.model,
          stream: ask.stream,
          sentAt,
          durationMs: Math.round(performance.now() - startedMs),
          outcome,
          status,
          code: errorCodeIn(text),
          retryAfter,
          sha256: hash.digest('hex'),
          plannedMs: ask.plannedMs,
        });
      };
      const outgoing = httpRequest(`${ask.url}/v1/chat/completions`, {
        method: 'POST',
        agent: this.agent,
        headers: {
          authorization: `Bearer ${ask.key}`,
          'content-type': 'application/json',
          'x-client-request-id': id,
        },
        timeout: ask.timeoutMs ?? 60_000,
      });
      const leave = () => {
        finish('left');
        outgoing.destroy();
      };
      outgoing.on('timeout', () => outgoing.destroy(new Error('timeout')));
      outgoing.on('error', (error: NodeJS.ErrnoException) =>
        finish(error.code === 'ECONNREFUSED' ? 'unreached' : whenBroken(text)),
      );
      outgoing.on('response', (response) => {
        status = response.statusCode ?? null;
        retryAfter = response.headers['retry-after'] ?? null;
        let pieces = 0;
        response.on('data', (chunk: Buffer) => {
          hash.update(chunk);
          text = (text + chunk.toString('latin1')).slice(-keptBytes);
          if (ask.leaveAfter !== undefined && ++pieces >= ask.leaveAfter) leave();
        });
        response.on('end', () => finish(response.complete ? whole(response, text) : 'broken'));
        response.on('error', () => finish(whenBroken(text)));
        response.on('close', () => finish(whenBroken(text)));
      });
      outgoing.end(bodyOf(ask, id));
    });
  }
}

function bodyOf(ask: Ask, id: string): string {
  const words = 'Some words of a prompt. '.repeat(Math.ceil(ask.promptBytes / 24));
  return JSON.stringify({
    model: ask.model,
    messages: [{ role: 'user', content: `${id} ${words.slice(0, ask.promptBytes)}` }],
    max_tokens: ask.maxTokens,
    ...(ask.stream && { stream: true }),
  });
}

function whole(response: IncomingMessage, text: string): Outcome {
  if (/event-stream/.test(response.headers['content-type'] ?? ''))
    return hasEndMark(text) ? 'ok' : 'broken';
  if ((response.statusCode ?? 0) >= 400) return errorCodeIn(text) === null ? 'broken' : 'refused';
  return 'ok';
}

/** The end mark completes an answer, whatever happens to the connection afterwards. */
function whenBroken(text: string): Outcome {
  if (hasEndMark(text)) return 'ok';
  return errorCodeIn(text) === null ? 'indeterminate' : 'broken';
}

function hasEndMark(text: string): boolean {
  return /data: \[DONE\]\s*$/.test(text.slice(-40));
}

function errorCodeIn(text: string): string | null {
  const start = text.lastIndexOf('{"error":');
  return start < 0 ? null : (/"code":"(\w+)"/.exec(text.slice(start))?.[1] ?? null);
}
