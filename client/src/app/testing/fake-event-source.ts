/** Stands for the browser's `EventSource`, which jsdom lacks. A test plays the server. */
export class FakeEventSource extends EventTarget {
  static opened: FakeEventSource[] = [];
  static get latest(): FakeEventSource {
    const latest = FakeEventSource.opened.at(-1);
    if (!latest) throw new Error('No connection was opened.');
    return latest;
  }

  isClosed = false;
  onerror: ((event: Event) => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeEventSource.opened.push(this);
  }

  get query(): URLSearchParams {
    return new URL(this.url, location.origin).searchParams;
  }

  say(name: string, payload: unknown, lastEventId = ''): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(payload), lastEventId }));
  }

  fail(): void {
    this.onerror?.(new Event('error'));
  }

  close(): void {
    this.isClosed = true;
  }
}
