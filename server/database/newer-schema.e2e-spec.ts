import { GatewayClient, idOf } from '../testing/gateway-client.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';

/** What a process sees that still runs when another one, of a newer version, has begun. */
describe('A process whose schema is migrated while it runs', () => {
  let product: TestProduct;
  let client: GatewayClient;

  beforeAll(async () => {
    product = await startTestProduct();
    client = new GatewayClient(product, (await product.createUser()).key);
  });

  it('answers and records while a migration holds the tables', async () => {
    // A key that was never used would have to be looked up first.
    await (await client.ask('ok:1')).text();
    const migration = await product.database.console.connect();
    let answer: Response;
    try {
      await migration.query('begin');
      // As building an index does: reading goes on, writing waits.
      await migration.query('lock table audit_request, audit_response in share mode');
      answer = await client.ask('ok:1');
      await answer.text();
      await migration.query('commit');
    } finally {
      migration.release();
    }
    expect(answer.status).toBe(200);
    expect((await product.recordOf(idOf(answer))).status).toBe(200);
  });

  it('goes on serving beside what a newer version has added, and does not start again', async () => {
    const { hot } = product.database;
    await hot.query(
      `insert into migrations (timestamp, name) values (9999999999999, 'Later9999999999999')`,
    );
    for (const table of ['audit_request', 'audit_response', 'api_user', 'administrator'])
      await hot.query(`alter table ${table} add column later text, add column more int default 1`);
    await hot.query('create table later (id int)');
    const answer = await client.ask('slow:5', { stream: true });
    expect(await answer.text()).toMatch(/data: \[DONE\]\n\n$/);
    expect((await product.recordOf(idOf(answer))).endReason).toBe('done');
    const { key } = await product.createUser();
    expect((await client.ask('ok:1', {}, { key })).status).toBe(200);
    const starting = startTestProduct({}, { databaseUrl: product.databaseUrl });
    await expect(starting).rejects.toThrow('written by a newer version');
  });
});
