import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { Uploads } from './uploads.ts';

const bounds = { mostBytes: 300, mostBytesPerUser: 200, mostPerUser: 3 };

/** A request with this stated length; without one it comes in chunks. */
class Incoming extends PassThrough {
  readonly headers: Record<string, string>;

  constructor(length?: number) {
    super();
    this.headers = length === undefined ? {} : { 'content-length': String(length) };
  }
}
const begin = (uploads: Uploads, stream: Incoming, user = 'ada') => {
  const upload = uploads.begin(stream as unknown as IncomingMessage, user);
  upload.body.catch(() => undefined);
  return upload;
};
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

describe('Uploads', () => {
  it('gives the body that arrived, and holds its bytes until they are released', async () => {
    const uploads = new Uploads(bounds);
    const stream = new Incoming();
    const upload = begin(uploads, stream);
    stream.write('one ');
    stream.end('two');
    expect((await upload.body).toString()).toBe('one two');
    expect(uploads.bytes).toBe(7);
    upload.release();
    upload.release();
    expect(uploads.bytes).toBe(0);
  });

  it('refuses a key that announces more than its share, and all when the whole is full', () => {
    const uploads = new Uploads(bounds);
    begin(uploads, new Incoming(150));
    expect(() => begin(uploads, new Incoming(51))).toThrow(refusal('too_many_uploads'));
    begin(uploads, new Incoming(150), 'bob');
    expect(() => begin(uploads, new Incoming(1), 'eve')).toThrow(refusal('gateway_busy'));
  });

  it('bounds the number of uploads of a key, also of empty ones, while they arrive', async () => {
    const uploads = new Uploads(bounds);
    const stream = new Incoming(0);
    const first = begin(uploads, stream);
    for (let index = 1; index < 3; index++) begin(uploads, new Incoming(0));
    expect(() => begin(uploads, new Incoming(0))).toThrow(refusal('too_many_uploads'));
    stream.end();
    await first.body;
    expect(() => begin(uploads, new Incoming(0))).not.toThrow();
  });

  it('counts a body without a stated length as it comes', async () => {
    const uploads = new Uploads(bounds);
    const stream = new Incoming();
    const upload = begin(uploads, stream);
    stream.write(Buffer.alloc(150));
    stream.write(Buffer.alloc(51));
    await expect(upload.body).rejects.toThrow(refusal('too_many_uploads'));
    expect(uploads.bytes).toBe(0);
  });

  it('gives up a body that stands still for ten seconds, not one that goes on', async () => {
    const upload = begin(new Uploads(bounds), new Incoming(100));
    const startedMs = performance.now();
    upload.tick(startedMs + 9000);
    upload.tick(startedMs + 10_001);
    await expect(upload.body).rejects.toThrow(refusal('request_timeout'));
  });

  it.each([
    ['leaves in the middle', (stream: Incoming) => setImmediate(() => stream.destroy())],
    ['has left already', (stream: Incoming) => stream.destroy()],
  ])('frees everything when the client %s', async (_, leave) => {
    const uploads = new Uploads(bounds);
    const stream = new Incoming(100);
    leave(stream);
    if (stream.destroyed) await new Promise((resolve) => stream.once('close', resolve));
    const upload = begin(uploads, stream);
    await expect(upload.body).rejects.toThrow(refusal('invalid_request'));
    expect(uploads.bytes).toBe(0);
  });

  it('keeps what arrived whole, although it is told to stop afterwards', async () => {
    const stream = new Incoming(2);
    const upload = begin(new Uploads(bounds), stream);
    stream.end('ok');
    await upload.body;
    upload.tick(performance.now() + 60_000);
    expect((await upload.body).toString()).toBe('ok');
  });
});
