import type { LiveEventName } from './live.contract.ts';

/** An event as it goes over the wire. */
export interface Frame {
  readonly number: number;
  readonly name: LiveEventName;
  readonly bytes: Buffer;
}

/** What a client that comes back has missed, or why nobody can tell. */
export type Missed =
  { readonly frames: readonly Frame[] } | { readonly reason: 'other_process' | 'too_old' };

/** The newest events, bounded by count and bytes, so that a short interruption costs a client nothing. */
export class EventRing {
  private frames: Frame[] = [];
  private bytes = 0;
  private last = 0;

  constructor(
    private readonly instanceId: string,
    private readonly most: { readonly count: number; readonly bytes: number },
  ) {}

  /** What a client has seen that has seen everything. */
  get lastId(): string {
    return `${this.instanceId}-${this.last}`;
  }

  push(name: LiveEventName, data: unknown): Frame {
    this.last++;
    const frame = { number: this.last, name, bytes: toBytes(this.lastId, name, data) };
    this.frames.push(frame);
    this.bytes += frame.bytes.length;
    while (this.frames.length > this.most.count || this.bytes > this.most.bytes)
      this.bytes -= this.frames.shift()!.bytes.length;
    return frame;
  }

  /** For one client only: it has no number of its own, and nobody gets it again. */
  aside(name: LiveEventName, data: unknown, id = this.lastId): Frame {
    return { number: this.last, name, bytes: toBytes(id, name, data) };
  }

  missedSince(id: string): Missed {
    const [, instanceId, digits] = /^(.+)-(\d{1,15})$/.exec(id) ?? [];
    const number = Number(digits);
    if (instanceId !== this.instanceId || number > this.last) return { reason: 'other_process' };
    const oldest = this.last - this.frames.length + 1;
    if (number < oldest - 1) return { reason: 'too_old' };
    return { frames: this.frames.slice(number - oldest + 1) };
  }

  /** From now on nobody can tell what happens, so whoever comes back has to load everything again. */
  forget(): void {
    this.frames = [];
    this.bytes = 0;
    this.last++;
  }
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html: JSON has no line break to escape. */
function toBytes(id: string, name: string, data: unknown): Buffer {
  return Buffer.from(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}
