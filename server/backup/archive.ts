import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { StartError } from '../database/start-error.ts';

/** What an archive says of itself, as `manifest.json`. */
export interface Manifest {
  readonly product: 'hermes-control-plane';
  /** Of the product that made it. */
  readonly version: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** `embedded`: its cluster is in the archive; `external`: what pg_dump wrote. */
  readonly database: 'embedded' | 'external';
  /** Entries of the data folder. */
  readonly entries: readonly string[];
  /** Homes of Hermes and its siblings: the setting that names each, and the entry it became. */
  readonly homes: readonly { readonly setting: string; readonly entry: string }[];
}

export const manifestName = 'manifest.json';
export const dumpName = 'database.dump';

/** Runs a program to its end and answers what it wrote. Throws {@link StartError} with its own words. */
export async function run(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const child = spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, complaint] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const failed = new Promise<never>((_, reject) =>
    child.once('error', () =>
      reject(new StartError(`${program} cannot be run. Install it, or put it on the PATH.`)),
    ),
  );
  const [code] = (await Promise.race([once(child, 'close'), failed])) as [number | null];
  if (code !== 0) throw new StartError(`${program} failed: ${complaint.trim().slice(-500)}`);
  return output;
}

/** What of an archive says what it is. Throws {@link StartError} when it is none of ours. */
export async function readManifest(
  file: string,
  environment: NodeJS.ProcessEnv,
): Promise<Manifest> {
  const text = await run('tar', ['-xzOf', file, manifestName], environment);
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.product !== 'hermes-control-plane')
    throw new StartError(`${file} is no backup of Hermes Control Plane.`);
  return manifest;
}
