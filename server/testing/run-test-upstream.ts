import { startTestUpstream } from './test-upstream.ts';

/** The test upstream as a process of its own, for loads that must not share one with what is tested. Prints its port. */
const upstream = await startTestUpstream({ port: Number(process.argv[2] ?? 0) });
process.stdout.write(`port ${upstream.port}\n`);
