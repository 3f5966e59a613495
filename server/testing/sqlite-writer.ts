import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

/** Another process that has a database open. */
export interface SqliteWriter {
  /** Runs SQL and waits for it. */
  run(sql: string): Promise<void>;
  /** Closes the database, then ends. */
  close(): Promise<void>;
  /** Dies with SIGKILL. */
  kill(): Promise<void>;
}

const program = `
const Database = require(process.argv[1]);
const database = new Database(process.argv[2]);
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === '"close"') { database.close(); process.exit(); }
  database.exec(JSON.parse(line));
  console.log('done');
});`;

/** Opens a database, made where there is none, in a process of its own, as Hermes does. */
export async function startSqliteWriter(file: string, ...sql: string[]): Promise<SqliteWriter> {
  const library = createRequire(import.meta.filename).resolve('better-sqlite3');
  const child = spawn(process.execPath, ['-e', program, library, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const end = async (tell: () => void) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    tell();
    await once(child, 'exit');
  };
  const writer = {
    run: async (text: string) => {
      const done = once(lines, 'line');
      child.stdin.write(`${JSON.stringify(text)}\n`);
      await done;
    },
    close: () => end(() => child.stdin.write('"close"\n')),
    kill: () => end(() => child.kill('SIGKILL')),
  };
  for (const text of sql) await writer.run(text);
  return writer;
}
