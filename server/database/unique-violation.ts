/** PostgreSQL's code for a broken unique constraint. */
const uniqueViolation = '23505';

/** Whether a row was refused because a unique constraint has one like it; `constraint` is its name or how that begins. */
export function isDuplicate(error: unknown, constraint: string): boolean {
  const broken = (error ?? {}) as { code?: string; constraint?: string };
  return broken.code === uniqueViolation && (broken.constraint?.startsWith(constraint) ?? false);
}
