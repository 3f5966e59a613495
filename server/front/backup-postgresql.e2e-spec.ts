import { rm } from 'node:fs/promises';
import pg from 'pg';
import { BackedUpProduct } from '../testing/backed-up-product.ts';
import { startDebianPostgres, type DebianPostgres } from '../testing/debian-postgres.ts';
import { eventually } from '../testing/eventually.ts';

describe('a backup of a PostgreSQL of yours, made by its pg_dump', () => {
  let postgres: DebianPostgres;
  let product: BackedUpProduct;

  beforeAll(async () => {
    postgres = await startDebianPostgres();
    product = await BackedUpProduct.prepare({ DATABASE_URL: postgres.url });
  });
  afterAll(async () => {
    await product?.cleanUp();
    await postgres?.stop();
  });

  const sql = async (text: string): Promise<readonly object[]> => {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return (await client.query<object>(text)).rows;
    } finally {
      await client.end();
    }
  };

  it('brings users, keys, logs and sessions back after everything was lost', async () => {
    await product.start();
    const cookie = await product.signIn();
    const key = await product.createKey(cookie);
    expect((await product.ask(key, 'Remember me')).status).toBe(200);
    await eventually(async () => expect(await product.prompts(cookie)).toEqual(['Remember me']));
    await product.stop();
    expect(await product.command('backup', [product.archive])).toMatchObject({ code: 0 });

    await sql('drop schema public cascade');
    await sql('create schema public');
    await rm(product.dataDir, { recursive: true });

    expect(await product.command('restore', [product.archive])).toMatchObject({ code: 0 });
    await product.start();
    expect((await product.ask(key, 'Again')).status).toBe(200);
    expect(await product.names(cookie)).toEqual(['Ada']);
    expect(await product.prompts(cookie)).toContain('Remember me');
    await product.stop();
  });

  it('put back over a newer state moves it aside', async () => {
    const { code, said } = await product.command('restore', [product.archive, '--replace']);
    expect([code, said]).toEqual([0, expect.stringMatching(/before_/)]);
    const aside = await sql("select nspname from pg_namespace where nspname like 'before_%'");
    expect(aside).toHaveLength(1);
  });
});
