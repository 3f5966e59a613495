/**
 * Advisory locks of PostgreSQL that keep processes on one database from doing the same work at once. The numbers are
 * arbitrary, and other programs on the same database must not use them.
 */
export const advisoryLocks = {
  migrations: '784386458646',
  partitions: '784386458647',
  administrators: '784386458648',
  reaper: '784386458649',
  retention: '784386458650',
  /** One administrator event at a time is appended to the chain. */
  adminEvents: '784386458651',
  /** Exclusive while a day of usage is added up, shared while late numbers arrive. The migration repeats the number. */
  usageSums: '784386458652',
} as const;
