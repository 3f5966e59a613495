import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { BodyCapture, storable, storedText } from './stored-body.ts';

/** Text with what PostgreSQL refuses and what a cut can break in it. */
const awkwardText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\0', '\uD800', '\uDC00', 'é', '漢', '😀', '\u200D', 'e\u0301'),
    fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
  ),
  maxLength: 200,
});

function capture(body: Buffer, maxBytes: number, chunkBytes: number) {
  const collected = new BodyCapture(maxBytes);
  for (let at = 0; at < body.length; at += chunkBytes)
    collected.add(body.subarray(at, at + chunkBytes));
  return collected.finish();
}

describe('A stored body', () => {
  it('has the length and the hash of what passed, however it came in and however little is kept', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 500 }),
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 1, max: 50 }),
        (bytes, maxBytes, chunkBytes) => {
          const body = Buffer.from(bytes);
          const stored = capture(body, maxBytes, chunkBytes);
          expect(stored.bytes).toBe(body.length);
          expect(stored.sha256).toEqual(createHash('sha256').update(body).digest());
        },
      ),
    );
  });

  it('never holds more bytes than allowed, nor what PostgreSQL refuses', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 500 }),
        fc.integer({ min: 1, max: 600 }),
        (bytes, maxBytes) => {
          const { text } = capture(Buffer.from(bytes), maxBytes, 16);
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
          expect(text.isWellFormed()).toBe(true);
          expect(text).not.toContain('\0');
        },
      ),
    );
  });

  it('is cut between characters, so that what is kept is how the text began', () => {
    fc.assert(
      fc.property(
        awkwardText.map(storable),
        fc.integer({ min: 1, max: 400 }),
        (whole, maxBytes) => {
          const { text, truncated } = capture(Buffer.from(whole), maxBytes, 7);
          expect(whole.startsWith(text)).toBe(true);
          expect(truncated).toBe(text.length < whole.length);
        },
      ),
    );
  });

  it('keeps all but the last character where that alone does not fit', () => {
    expect(capture(Buffer.from('aé漢😀'), 9, 100).text).toBe('aé漢');
    expect(capture(Buffer.from('aé漢😀'), 10, 100).text).toBe('aé漢😀');
  });

  it('marks a text that grew past the limit when invalid bytes were replaced', () => {
    expect(capture(Buffer.from([0xff, 0xff, 0xff]), 6, 100)).toMatchObject({
      text: '\uFFFD\uFFFD',
      truncated: true,
      bytes: 3,
    });
  });

  it('put together from a stream keeps the length and hash of the stream', () => {
    const passed = { bytes: 1234, sha256: Buffer.alloc(32, 1) };
    expect(storedText('ab\0cd', passed, 4)).toEqual({ ...passed, text: 'ab', truncated: true });
  });
});
