// The Chromium inside the npm package `@sparticuz/chromium`, for machines that have none.
import { mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * Unpacks the browser with the libraries a bare system lacks. The package unpacks those only where it believes to be in a
 * cloud function, and everything into the temporary folder; each user gets one of his own there.
 */
export async function unpackChromium(quietly) {
  const folder = join(tmpdir(), `hermes-chromium-${userInfo().username}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  process.env.TMPDIR = folder;
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs22.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  const path = await chromium.executablePath();
  delete process.env.AWS_LAMBDA_JS_RUNTIME;
  delete process.env.TMPDIR;
  const { LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env;
  delete process.env.LD_LIBRARY_PATH;
  delete process.env.FONTCONFIG_PATH;
  // Made for places without the rights a sandbox needs: it has none of its own.
  const args = [...new Set([...quietly, '--no-sandbox', '--no-zygote', '--disable-dev-shm-usage'])];
  return { path, args, environment: { LD_LIBRARY_PATH, FONTCONFIG_PATH } };
}
