import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const modules = join(import.meta.dirname, '..', 'node_modules');
/** Away from the temporary folder, where anybody may put a program under the same name. */
const cache = join(modules, '.cache', 'hermes-control-plane');

/**
 * Unpacks the Chromium inside the npm package `@sparticuz/chromium`, once, with the libraries a bare system lacks.
 * Resolves with its path and what it wants in its environment and arguments.
 */
export async function unpackChromium() {
  const { version } = JSON.parse(
    readFileSync(join(modules, '@sparticuz', 'chromium', 'package.json'), 'utf8'),
  );
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) await unpackInto(folder);
  const fonts = join(folder, 'fonts.conf');
  writeFileSync(fonts, fontSettings(folder));
  return {
    path: join(folder, 'chromium'),
    environment: { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), FONTCONFIG_FILE: fonts },
    // Made for places without the rights a sandbox needs: it has none of its own.
    args: ['--no-sandbox', '--no-zygote', '--disable-dev-shm-usage'],
  };
}

/** The folder appears whole or not at all, whenever this is interrupted. */
async function unpackInto(folder) {
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(`${folder}.`);
  const before = { ...process.env };
  // The package unpacks into the temporary folder, and the libraries only where it believes to be in a cloud function.
  process.env.TMPDIR = draft;
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs22.x';
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    await chromium.executablePath();
  } finally {
    for (const name of Object.keys(process.env))
      if (before[name] === undefined) delete process.env[name];
    Object.assign(process.env, before);
  }
  renameSync(draft, folder);
}

/** The package's own file names folders of the cloud; without any font, the first form field ends the page. */
function fontSettings(folder) {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts', 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}
