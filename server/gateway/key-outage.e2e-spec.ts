import { createBreakableDatabase, type BreakableDatabase } from '../testing/breakable-database.ts';
import { untilDefined } from '../testing/eventually.ts';
import { jsonOf } from '../testing/gateway-client.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';

describe('a gateway, asked about a key,', () => {
  let database: BreakableDatabase;
  let product: TestProduct;

  beforeEach(async () => {
    database = await createBreakableDatabase();
    product = await startTestProduct({}, { databaseUrl: database.url });
  });
  afterEach(async () => {
    await product.stop();
    await database.drop();
  });

  const standing = (gateway: string, key: string) =>
    fetch(`${gateway}/v1/key`, { headers: { authorization: `Bearer ${key}` } });

  it('says while the database is away that it cannot tell, and when to ask again', async () => {
    const { key } = await product.createUser();
    expect((await standing(product.pre, key)).status).toBe(200);
    await database.cut();
    // What was told a moment ago is told again for a second.
    const answer = await untilDefined(async () => {
      const asked = await standing(product.pre, key);
      return asked.status === 200 ? undefined : asked;
    });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await jsonOf(answer)).error.code).toBe('key_check_unavailable');
    await database.restore();
  });

  it('counts the bad keys of an address on both gateways together', async () => {
    for (let tried = 0; tried < 30; tried++)
      for (const gateway of [product.pre, product.post])
        expect((await standing(gateway, 'hms_bad')).status).toBe(401);
    expect((await standing(product.pre, 'hms_bad')).status).toBe(429);
    expect((await standing(product.post, 'hms_bad')).status).toBe(429);
  });
});
