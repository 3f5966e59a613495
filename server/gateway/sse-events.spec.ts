import fc from 'fast-check';
import { SseSplitter, type StreamEvent } from './sse-events.ts';

const split = (chunks: readonly Buffer[]): StreamEvent[] => {
  const splitter = new SseSplitter();
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.flush()];
};
const dataOf = (events: readonly StreamEvent[]) =>
  events.map((event) => event.data).filter((data) => data !== undefined);
const bytesOf = (events: readonly StreamEvent[]) => Buffer.concat(events.map((event) => event.raw));

describe('SseSplitter', () => {
  const lineEnds = fc.constantFrom('\n', '\r\n', '\r');
  const streams = fc
    .tuple(lineEnds, fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 12 }))
    .map(([end, texts]) => ({
      texts: texts.map((text) => text.replace(/[\r\n]/g, '')),
      bytes: Buffer.from(
        texts.map((text) => `data: ${text.replace(/[\r\n]/g, '')}${end}${end}`).join(''),
      ),
    }));
  const cuts = fc.array(fc.nat(400), { maxLength: 10 });
  const cutUp = (bytes: Buffer, at: readonly number[]) => {
    const places = [
      0,
      ...at.map((place) => Math.min(place, bytes.length)).sort((a, b) => a - b),
      bytes.length,
    ];
    return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
  };

  it('finds the same events however the bytes are cut, with any line end', () => {
    fc.assert(
      fc.property(streams, cuts, ({ texts, bytes }, at) => {
        const expected = texts.map((text) => Buffer.from(text).toString('utf8'));
        expect(dataOf(split(cutUp(bytes, at)))).toEqual(expected);
      }),
    );
  });

  it('passes every byte on, whatever it is given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), cuts, (bytes, at) => {
        const input = Buffer.from(bytes);
        expect(bytesOf(split(cutUp(input, at))).equals(input)).toBe(true);
      }),
    );
  });

  it('joins the data lines of one event and ignores comments', () => {
    expect(dataOf(split([Buffer.from(': hello\n\nevent: x\ndata: a\ndata:b\n\n')]))).toEqual([
      'a\nb',
    ]);
  });

  it('passes an event that is too large in parts instead of keeping it', () => {
    const splitter = new SseSplitter();
    const part = Buffer.alloc(4_400_000, 'x');
    const before = [
      ...splitter.push(Buffer.from('data: ')),
      ...Array(4)
        .fill(part)
        .flatMap((p) => splitter.push(p)),
    ];
    expect(bytesOf(before).length).toBeGreaterThan(16_777_216);
    expect(splitter.isBetweenEvents).toBe(false);
    const after = splitter.push(Buffer.from('\n\ndata: next\n\n'));
    expect(dataOf(after)).toEqual(['next']);
    expect(splitter.isBetweenEvents).toBe(true);
  });

  it('gives what is left without a closing blank line at the end', () => {
    expect(dataOf(split([Buffer.from('data: a\n\ndata: [DONE]')]))).toEqual(['a', '[DONE]']);
  });
});
