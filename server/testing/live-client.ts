import type { LiveEventName, LiveEvents } from '../live/live.contract.ts';
import { untilDefined } from './eventually.ts';

export interface SeenEvent {
  readonly id: string;
  readonly name: LiveEventName;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is in it is what a test is about
  readonly data: any;
}

/** A live connection and everything that has come over it. */
export class LiveClient {
  readonly events: SeenEvent[] = [];
  text = '';
  isOver = false;
  private readonly abort = new AbortController();

  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
  ) {}

  /** Resolves once the head is there; a refusal resolves, too. */
  async connect(): Promise<Response> {
    const response = await fetch(this.url, { headers: this.headers, signal: this.abort.signal });
    void this.read(response).catch(() => (this.isOver = true));
    return response;
  }

  close(): void {
    this.abort.abort();
  }

  /** The first event of that name, once it is there. */
  next<Name extends LiveEventName>(
    name: Name,
    matches: (data: LiveEvents[Name]) => boolean = () => true,
  ): Promise<SeenEvent & { data: LiveEvents[Name] }> {
    return untilDefined(() =>
      this.events.find((event) => event.name === name && matches(event.data)),
    );
  }

  private async read(response: Response): Promise<void> {
    const decoder = new TextDecoder();
    let waiting = '';
    for await (const chunk of response.body!) {
      const text = decoder.decode(chunk, { stream: true });
      this.text += text;
      const blocks = (waiting + text).split('\n\n');
      waiting = blocks.pop()!;
      for (const block of blocks) this.take(block);
    }
    this.isOver = true;
  }

  private take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => {
        const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
        return [name, value];
      }),
    );
    const name = fields.get('event');
    if (name === undefined) return;
    this.events.push({
      id: fields.get('id')!,
      name: name as LiveEventName,
      data: JSON.parse(fields.get('data')!),
    });
  }
}
