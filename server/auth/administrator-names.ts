/** PostgreSQL's code for a broken unique constraint. */
const uniqueViolation = '23505';

/** Whether an error says that two administrators would have one name, be it in another case. */
export function isNameTaken(error: unknown): boolean {
  const { code, constraint } = (error ?? {}) as { code?: string; constraint?: string };
  return code === uniqueViolation && (constraint?.startsWith('administrator_username') ?? false);
}
