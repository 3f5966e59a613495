import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, reasonOf } from '../../database/database.ts';
import { HermesHome } from '../hermes-home.ts';
import { connectionKeys, type McpEntry } from './mcp-entry.ts';
import type { TestOutput } from './mcp-test-output.ts';
import type { McpTest } from './mcp.contract.ts';

interface Row {
  readonly server: string;
  readonly tested_at: Date;
  readonly is_connected: boolean;
  readonly took_ms: number | null;
  readonly message: string;
  readonly tools: McpTest['tools'];
  readonly entry_hash: string;
}

export interface KnownResults {
  /** Why there are none to be seen; `null` when there are. */
  readonly problem: string | null;
  testOf(server: string, entry: McpEntry): McpTest | null;
}

/** What the last test of each server found. It outlives this process, because Hermes itself does not note it. */
@Injectable()
export class McpTestResults {
  constructor(
    private readonly home: HermesHome,
    private readonly database: Database,
  ) {}

  /** Without the database the servers are still there: it is said that their tests are not. */
  async read(profile: string): Promise<KnownResults> {
    try {
      const { rows } = await this.database.console.query<Row>(
        `select server, tested_at, is_connected, took_ms, message, tools, entry_hash
           from hermes_mcp_test where home = $1 and profile = $2`,
        [this.home.rootOf('hermes'), profile],
      );
      const found = new Map(rows.map((row) => [row.server, row]));
      return {
        problem: null,
        testOf(server, entry) {
          const row = found.get(server);
          return row === undefined ? null : testIn(row, entry);
        },
      };
    } catch (error) {
      return { problem: reasonOf(error), testOf: () => null };
    }
  }

  async note(
    profile: string,
    server: string,
    entry: McpEntry,
    { isConnected, tookMs, message, tools }: TestOutput,
  ): Promise<void> {
    const [text, list] = [message, JSON.stringify(tools)].map((each) => each.replaceAll('\0', ''));
    await this.database.console.query(
      `insert into hermes_mcp_test
         (home, profile, server, tested_at, is_connected, took_ms, message, tools, entry_hash)
       values ($1, $2, $3, now(), $4, $5, $6, $7, $8)
       on conflict (home, profile, server) do update set
         tested_at = excluded.tested_at, is_connected = excluded.is_connected,
         took_ms = excluded.took_ms, message = excluded.message, tools = excluded.tools,
         entry_hash = excluded.entry_hash`,
      [this.home.rootOf('hermes'), profile, server, isConnected, tookMs, text, list, hashOf(entry)],
    );
  }

  async forget(profile: string, server: string): Promise<void> {
    await this.database.console.query(
      'delete from hermes_mcp_test where home = $1 and profile = $2 and server = $3',
      [this.home.rootOf('hermes'), profile, server],
    );
  }
}

function testIn(row: Row, entry: McpEntry): McpTest {
  return {
    outcome: row.is_connected ? 'connected' : 'failed',
    at: row.tested_at.toISOString(),
    tookMs: row.took_ms,
    message: row.message,
    tools: row.tools,
    isOutdated: row.entry_hash !== hashOf(entry),
  };
}

/** Of what leads to the server, whatever order it is written in. */
function hashOf(entry: McpEntry): string {
  const connection = connectionKeys.map((key) => JSON.stringify(entry[key]) ?? '');
  return createHash('sha256').update(connection.join('\n')).digest('hex');
}
