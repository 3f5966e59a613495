import { randomUUID } from 'node:crypto';
import { eventually } from '../testing/eventually.ts';
import { GatewayClient, idOf, jsonOf } from '../testing/gateway-client.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';
import { liveRequestsSchema, type LiveRequests } from './live.contract.ts';

/** Two whole products over one database, as two processes would be. */
describe('running requests', () => {
  let first: TestProduct;
  let second: TestProduct;
  let key: string;
  const path = '/api/admin/live/requests';

  const running = async (product: TestProduct): Promise<LiveRequests> =>
    liveRequestsSchema.parse(await (await product.api('GET', path)).json());
  const stop = async (product: TestProduct, id: string) => {
    const response = await product.api('POST', `${path}/${id}/stop`);
    return { status: response.status, body: await jsonOf(response) };
  };
  /** A stream of several minutes. */
  const startStream = async (product: TestProduct) => {
    const response = await new GatewayClient(product, key).ask('slow:30000', { stream: true });
    return { id: idOf(response), text: response.text() };
  };

  beforeAll(async () => {
    first = await startTestProduct();
    second = await startTestProduct(
      {},
      { databaseUrl: first.databaseUrl, upstream: first.upstream },
    );
    ({ key } = await first.createUser());
  });

  it('are listed by every process, with the process they run in', async () => {
    const { id, text } = await startStream(first);
    await eventually(async () => expect((await running(second)).instances).toHaveLength(2));
    const here = await running(first);
    const there = await running(second);
    expect(here.items).toMatchObject([{ id, instanceId: here.instanceId, stream: true }]);
    expect(there.items).toMatchObject([
      { id, instanceId: here.instanceId, state: 'open', tokensSoFar: null, bytes: null },
    ]);
    expect(there.instanceId).not.toBe(here.instanceId);
    await stop(first, id);
    await text;
    expect((await running(first)).items).toEqual([]);
  });

  it.each([
    ['this process', () => first],
    ['another process', () => second],
  ])('are stopped from %s: the client is told, and the record says so', async (_, asked) => {
    const { id, text } = await startStream(first);
    expect(await stop(asked(), id)).toEqual({
      status: 200,
      body: { id, state: 'ended', endReason: 'stopped' },
    });
    expect(await text).toContain('request_stopped');
    expect(await first.recordOf(id)).toMatchObject({ endReason: 'stopped' });
    const { rows } = await first.database.hot.query(
      'select sum(reserved_tokens) as reserved from api_user_usage',
    );
    expect(rows[0].reserved).toBe('0');
  });

  it('that wait for the first byte are stopped with a refusal that is not tried again', async () => {
    const asked = new GatewayClient(first, key).ask('hang-headers');
    const id = await eventually(async () => {
      const [item] = (await running(first)).items;
      expect(item).toBeDefined();
      return item!.id;
    });
    await stop(first, id);
    const response = await asked;
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([403, 'false']);
    expect((await jsonOf(response)).error.code).toBe('request_stopped');
  });

  it('of the same user go on when one is stopped, and its key stays good', async () => {
    const one = await startStream(first);
    const other = await startStream(first);
    await stop(first, one.id);
    await one.text;
    expect((await running(first)).items.map(({ id }) => id)).toEqual([other.id]);
    await stop(first, other.id);
    await other.text;
    expect((await new GatewayClient(first, key).ask('ok:1')).status).toBe(200);
  });

  it('that have ended cannot be stopped', async () => {
    const response = await new GatewayClient(first, key).ask('ok:1');
    await response.text();
    await first.recordOf(idOf(response));
    const { status, body } = await stop(second, idOf(response));
    expect([status, body.error.code]).toEqual([409, 'request_finished']);
  });

  it('that never were cannot be stopped', async () => {
    const { status, body } = await stop(first, randomUUID());
    expect([status, body.error.code]).toEqual([404, 'not_found']);
  });

  it('are stopped by somebody who is named in the events', async () => {
    const { id, text } = await startStream(first);
    await stop(first, id);
    await text;
    const found = await first.api('GET', `/api/admin/events?target=${id}`);
    expect((await jsonOf(found)).items).toMatchObject([
      { action: 'request.stop', outcome: 'ok', target: { kind: 'request', id } },
    ]);
  });
});
