import { Standings } from './standings.ts';

const standing = { requestsLastMinute: 1, usedTokens: 2, reservedTokens: 3 };

describe('Standings', () => {
  it('asks once a second for each user, however often it is asked', async () => {
    const asked: string[] = [];
    const standings = new Standings((apiUserId) => {
      asked.push(apiUserId);
      return Promise.resolve(standing);
    });
    await Promise.all(Array.from({ length: 50 }, () => standings.of('a', 0)));
    expect(await standings.of('b', 10)).toEqual(standing);
    await standings.of('a', 999);
    expect(asked).toEqual(['a', 'b']);
    await standings.of('a', 1001);
    expect(asked).toEqual(['a', 'b', 'a']);
  });
});
