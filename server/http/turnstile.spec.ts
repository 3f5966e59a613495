import { Turnstile } from './turnstile.ts';

describe('Turnstile', () => {
  const newTurnstile = () =>
    new Turnstile({ most: 2, mostWaiting: 1, refusal: () => new Error('full') });
  const blocked = () => {
    let release = (): void => undefined;
    const work = jest.fn(() => new Promise<void>((resolve) => (release = resolve)));
    return { work, release: () => release() };
  };

  it('lets a few work at once and others wait', () => {
    const turnstile = newTurnstile();
    const works = [blocked(), blocked(), blocked()];
    for (const { work } of works) void turnstile.pass(work);
    expect(works.map(({ work }) => work.mock.calls.length)).toEqual([1, 1, 0]);
  });

  it('turns away whoever finds the queue full', async () => {
    const turnstile = newTurnstile();
    for (const { work } of [blocked(), blocked(), blocked()]) void turnstile.pass(work);
    await expect(turnstile.pass(blocked().work)).rejects.toThrow('full');
  });

  it('lets the next one in when one is done', async () => {
    const turnstile = newTurnstile();
    const works = [blocked(), blocked(), blocked()];
    const [first] = works.map(({ work }) => turnstile.pass(work));
    works[0]!.release();
    await first;
    expect(works[2]!.work).toHaveBeenCalled();
  });

  it('lets the next one in when one has failed', async () => {
    const turnstile = newTurnstile();
    const fail = () => Promise.reject(new Error('broken'));
    await expect(turnstile.pass(fail)).rejects.toThrow('broken');
    await expect(turnstile.pass(fail)).rejects.toThrow('broken');
    await expect(turnstile.pass(() => Promise.resolve('in'))).resolves.toBe('in');
  });
});
