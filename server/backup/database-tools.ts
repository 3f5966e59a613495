import pg from 'pg';

/**
 * How pg_dump and pg_restore are told of a database: by variables, because arguments can be read by everybody on the
 * machine (PostgreSQL documentation, "Environment Variables").
 */
export function databaseEnvironment(
  url: string,
  environment: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const { host, port, user, password, database } = new pg.Client({ connectionString: url });
  const sslMode = /[?&]sslmode=([\w-]+)/.exec(url)?.[1];
  return {
    ...environment,
    PGHOST: host,
    PGPORT: String(port),
    ...(user !== undefined && { PGUSER: user }),
    ...(password !== null && { PGPASSWORD: password }),
    ...(database !== undefined && { PGDATABASE: database }),
    ...(sslMode !== undefined && { PGSSLMODE: sslMode }),
  };
}
