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
} as const;
