import type pg from 'pg';

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Statements by their text, with the values they had the first time. */
export type Statements = Map<string, Statement>;

/** Notes what a pool is asked from now on. */
export function recordStatements(pool: pg.Pool): Statements {
  const statements: Statements = new Map();
  const query = pool.query.bind(pool) as (text: string, values?: unknown[]) => unknown;
  const recording = (text: string, values?: unknown[]) => {
    if (!statements.has(text)) statements.set(text, { text, values: values ?? [] });
    return query(text, values);
  };
  pool.query = recording as typeof pool.query;
  return statements;
}

/** The plans of the statements, as they are carried out. */
export async function writePlans(
  pool: pg.Pool,
  title: string,
  statements: Statements,
): Promise<string> {
  let text = `## ${title}\n\n`;
  for (const statement of [...statements.values()]) {
    const found = await pool.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, buffers) ${statement.text}`,
      [...statement.values],
    );
    const plan = found.rows.map((row) => row['QUERY PLAN']);
    text += `\`\`\`\n${statement.text.trim()}\n\n${shortened(plan)}\n\`\`\`\n\n`;
  }
  return text;
}

/** Of the many partitions of which nothing was read, none is shown. */
function shortened(plan: readonly string[]): string {
  const longest = 60;
  const lines = plan.map((line) => line.slice(0, 220));
  if (lines.length <= longest) return lines.join('\n');
  return [
    ...lines.slice(0, longest - 5),
    `… ${lines.length - longest} lines`,
    ...lines.slice(-5),
  ].join('\n');
}
