import { readSettings } from '../settings.ts';
import { createDataSource } from './data-source.ts';

/** For the TypeORM command line, which wants one exported instance. Nothing of the product imports it. */
export default createDataSource(readSettings(process.env).databaseUrl ?? '');
