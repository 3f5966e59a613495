import { shortestMs, untilDefined } from '../testing/eventually.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';

/** Two whole products over one database and one upstream, as two processes would be. */
let first: TestProduct;
let second: TestProduct;

beforeAll(async () => {
  first = await startTestProduct();
  second = await startTestProduct({}, { databaseUrl: first.databaseUrl, upstream: first.upstream });
});

const ask = (product: TestProduct, key: string, fields: object = {}) =>
  fetch(`${product.pre}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ model: 'ok:1', messages: [{ role: 'user', content: 'x' }], ...fields }),
  });

const statusesOf = async (answers: readonly Promise<Response>[]) =>
  Promise.all(
    answers.map(async (answer) => {
      const response = await answer;
      await response.text();
      return response.status;
    }),
  );

describe('two processes on one database', () => {
  it('admit together no more requests a minute than the key has', async () => {
    const { key } = await first.createUser({ requestsPerMinute: 60 });
    const statuses = await statusesOf(
      Array.from({ length: 100 }, (_, index) => ask(index % 2 === 0 ? first : second, key)),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    expect(statuses.filter((status) => status === 429)).toHaveLength(40);
  });

  it('never reserve more than the month holds, however many ask at once', async () => {
    const probe = await first.createUser();
    const sample = await ask(first, probe.key, { max_tokens: 100 });
    await sample.text();
    const record = await first.database.hot.query(
      'select reserved_tokens from audit_request where id = $1',
      [sample.headers.get('x-request-id')],
    );
    const each = Number(record.rows[0].reserved_tokens);
    const { apiUser, key } = await first.createUser({
      monthlyTokenCap: each * 50,
      requestsPerMinute: 10_000,
    });
    // The upstream says nothing until all have asked, so that nothing is settled in between.
    const statuses = await statusesOf(
      Array.from({ length: 200 }, (_, index) =>
        ask(index % 2 === 0 ? first : second, key, {
          model: 'slow:50',
          max_tokens: 100,
          stream: true,
        }),
      ),
    );
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(50);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(49);
    const usage = await first.database.hot.query(
      'select used_tokens, reserved_tokens from api_user_usage where api_user_id = $1',
      [apiUser.id],
    );
    const charged = await first.database.hot.query(
      'select sum(s.charged_tokens) as n from audit_response s join audit_request q using (id) where q.api_user_id = $1',
      [apiUser.id],
    );
    expect(Number(usage.rows[0].reserved_tokens)).toBe(0);
    expect(usage.rows[0].used_tokens).toBe(charged.rows[0].n);
    expect(Number(usage.rows[0].used_tokens)).toBeLessThanOrEqual(each * 50);
  });

  it('see a revocation in under a second', async () => {
    const seenAfterMs = async () => {
      const { apiUser, key } = await first.createUser();
      await statusesOf([ask(first, key), ask(second, key)]);
      await first.api('POST', `/api/admin/api-users/${apiUser.id}/revoke`, {});
      const revokedAt = Date.now();
      await untilDefined(async () =>
        (await statusesOf([ask(second, key)]))[0] === 410 ? true : undefined,
      );
      return Date.now() - revokedAt;
    };
    expect(await shortestMs(seenAfterMs)).toBeLessThan(1000);
  });
});
