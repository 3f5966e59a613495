import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import type { PlaygroundChat } from '../../../../server/playground/playground.contract';
import { SignInPrompt } from '../session/unauthorized';
import { atBase } from '../ui/base-path';
import {
  type ChatAnswer,
  type ChatError,
  eventsOf,
  noAnswer,
  withEvents,
  withPiece,
} from './chat-answer';

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** Of an answer: how it came. */
  readonly answer?: Answered;
}

/** What there is to know of one answer besides its text. */
export interface Answered extends ChatAnswer {
  readonly requestId: string | undefined;
  readonly status: number | undefined;
  readonly firstByteMs: number | undefined;
  readonly durationMs: number | undefined;
  readonly isStopped: boolean;
  /** Headers by which the gateway tells where the user stands, under readable names. */
  readonly limits: readonly { readonly name: string; readonly value: string }[];
}

const limitNames: Readonly<Record<string, string>> = {
  'x-ratelimit-remaining-requests': 'Requests left this minute',
  'x-ratelimit-limit-requests': 'Requests per minute',
  'x-ratelimit-remaining-tokens': 'Tokens left this month',
  'x-ratelimit-limit-tokens': 'Tokens per month',
  'retry-after': 'Retry after seconds',
};

type Settings = Omit<PlaygroundChat, 'messages'> & { readonly system: string };

/** One conversation, in this page and nowhere else: it is gone with the page, but for the log. */
@Injectable()
export class PlaygroundChatting {
  private readonly signInPrompt = inject(SignInPrompt);
  private readonly said = signal<readonly Turn[]>([]);
  private abort: AbortController | undefined;

  readonly turns = this.said.asReadonly();
  readonly isAnswering = signal(false);

  constructor() {
    // Nobody reads the answer any more: the upstream need not go on with it.
    inject(DestroyRef).onDestroy(() => this.abort?.abort());
  }

  clear(): void {
    this.abort?.abort();
    this.said.set([]);
  }

  stop(): void {
    this.abort?.abort();
  }

  async send(text: string, { system, ...settings }: Settings): Promise<void> {
    if (this.isAnswering()) return;
    const before = this.said().filter((turn) => turn.text !== '');
    const messages: PlaygroundChat['messages'] = [
      ...(system.trim() === '' ? [] : [{ role: 'system' as const, content: system }]),
      ...before.map((turn) => ({ role: turn.role, content: turn.text })),
      { role: 'user', content: text },
    ];
    this.said.set([...before, { role: 'user', text }, answerTurn(started)]);
    this.isAnswering.set(true);
    const abort = (this.abort = new AbortController());
    const startedAt = performance.now();
    try {
      await this.ask({ ...settings, messages }, abort.signal, startedAt);
    } catch (error) {
      const failure = { code: 'unreachable', message: 'The server could not be reached.' };
      this.note(abort.signal.aborted ? { isStopped: true } : { error: errorIn(error) ?? failure });
    } finally {
      this.note({ durationMs: performance.now() - startedAt });
      this.isAnswering.set(false);
    }
  }

  private async ask(chat: PlaygroundChat, signal: AbortSignal, startedAt: number): Promise<void> {
    const response = await fetch(atBase('/api/admin/playground/chat'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(chat),
      signal,
    });
    this.note({
      status: response.status,
      requestId: response.headers.get('x-request-id') ?? undefined,
      limits: Object.entries(limitNames).flatMap(([header, name]) => {
        const value = response.headers.get(header);
        return value === null ? [] : [{ name, value }];
      }),
    });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
    if (!isStream || response.body === null) return this.takeWhole(response, startedAt);
    let answer = noAnswer;
    for await (const events of eventsOf(response.body)) {
      if (answer === noAnswer) this.note({ firstByteMs: performance.now() - startedAt });
      answer = withEvents(answer, events);
      this.note(answer);
    }
    if (!answer.isWhole && answer.error === undefined) this.note({ error: cutOff });
  }

  private async takeWhole(response: Response, startedAt: number): Promise<void> {
    const body = (await response.json()) as Parameters<typeof withPiece>[1];
    this.note({
      ...withPiece(noAnswer, body),
      isWhole: true,
      firstByteMs: performance.now() - startedAt,
    });
    // The gateway also answers 401; only the console's own means that the session is over.
    if (response.status === 401 && body.error?.type === undefined)
      await this.signInPrompt.open({ isActionLost: true });
  }

  private note(change: Partial<Answered>): void {
    this.said.update((turns) => {
      const last = turns.at(-1);
      if (last?.answer === undefined) return turns;
      return [...turns.slice(0, -1), answerTurn({ ...last.answer, ...change })];
    });
  }
}

const cutOff: ChatError = {
  code: 'cut_off',
  message: 'The connection ended before the answer was complete.',
};

const started: Answered = {
  ...noAnswer,
  requestId: undefined,
  status: undefined,
  firstByteMs: undefined,
  durationMs: undefined,
  isStopped: false,
  limits: [],
};

const answerTurn = (answer: Answered): Turn => ({ role: 'assistant', text: answer.text, answer });

/** A browser says nothing useful of a connection that broke; anything else is told as it is. */
function errorIn(error: unknown): ChatError | undefined {
  if (error instanceof TypeError || !(error instanceof Error)) return undefined;
  return { code: 'unexpected', message: error.message };
}
