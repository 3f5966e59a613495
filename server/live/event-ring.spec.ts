import { EventRing } from './event-ring.ts';

describe('the ring of events', () => {
  const newRing = (count = 10, bytes = 10_000) => new EventRing('instance', { count, bytes });
  const push = (ring: EventRing, times: number) => {
    for (let time = 0; time < times; time++) ring.push('gateways', { time });
  };
  const numbersSince = (ring: EventRing, id: string) => {
    const missed = ring.missedSince(id);
    return 'frames' in missed ? missed.frames.map(({ number }) => number) : missed.reason;
  };

  it('writes an event as the standard asks', () => {
    const { bytes } = newRing().push('gateways', { text: 'a\nb' });
    expect(bytes.toString()).toBe('id: instance-1\nevent: gateways\ndata: {"text":"a\\nb"}\n\n');
  });

  it('knows what came after an id', () => {
    const ring = newRing();
    push(ring, 5);
    expect(numbersSince(ring, 'instance-3')).toEqual([4, 5]);
  });

  it('has nothing for whoever saw everything', () => {
    const ring = newRing();
    push(ring, 5);
    expect(numbersSince(ring, ring.lastId)).toEqual([]);
  });

  it('says so when something was dropped, by count', () => {
    const ring = newRing(3);
    push(ring, 5);
    expect(numbersSince(ring, 'instance-2')).toEqual([3, 4, 5]);
    expect(numbersSince(ring, 'instance-1')).toBe('too_old');
  });

  it('says so when something was dropped, by size', () => {
    const ring = newRing(100, 120);
    push(ring, 5);
    expect(numbersSince(ring, 'instance-1')).toBe('too_old');
  });

  it.each(['other-1', 'instance-99', 'instance-', 'instance', '', '-1'])(
    'does not know the id %j',
    (id) => expect(numbersSince(newRing(), id)).toMatch(/other_process|too_old/),
  );

  it('has missed something after it forgot, even where nothing was in it', () => {
    const ring = newRing();
    push(ring, 1);
    const { lastId } = ring;
    ring.forget();
    expect(numbersSince(ring, lastId)).toBe('too_old');
    expect(numbersSince(ring, ring.lastId)).toEqual([]);
  });
});
