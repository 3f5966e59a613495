import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createHermesHome, type HermesHomeFixture } from '../testing/hermes-home-fixture.ts';
import { handledRoutes } from '../testing/console-routes.ts';
import { homeSecrets, populateHome } from '../testing/populated-home.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';

/** What stands for the parameters of a path, and for what some routes need to be asked. */
const parameters: Readonly<Record<string, string>> = {
  ':id': '20261120_100000_abc123',
  ':job': '13a0d213221d',
  ':output': '2026-11-20_07-10-01.md',
  ':profile': 'coder',
  ':target': 'memory',
};

/** What some routes have to be asked besides. */
const queries: Readonly<Record<string, string>> = {
  'bundles/text': '?file=day.yaml&',
  'bundles/text/history': '?file=day.yaml&',
  'plugins/files': '?plugin=notes&',
  'plugins/text': '?plugin=notes&file=config.yaml&',
  'hooks/script': '?event=pre_tool_call&index=0&',
  'hooks/text': '?hook=start&file=handler.py&',
  'cron/preview': '?schedule=every+2h&',
  'skills/files': '?skill=ops/disk&',
  'skills/text': '?skill=ops/disk&',
  'skills/text/history': '?skill=ops/disk&',
};

let fixture: HermesHomeFixture;
let product: TestProduct;
let routes: string[];

beforeAll(async () => {
  fixture = await createHermesHome();
  await populateHome(fixture);
  product = await startTestProduct({
    HERMES_HOME: fixture.at('.hermes'),
    CODEX_HOME: fixture.at('.codex'),
    CLAUDE_CONFIG_DIR: fixture.at('.claude'),
    GEMINI_HOME: fixture.at('.gemini'),
  });
  routes = handledRoutes(product.product.console)
    .filter(({ method, path }) => method === 'GET' && path.startsWith('/api/admin/hermes/'))
    .map(({ path }) =>
      path.replaceAll(/:\w+/g, (name) =>
        path.includes('/kanban/') ? 't_0a1b2c3d' : (parameters[name] ?? 'x'),
      ),
    )
    .map((path) => path + (queries[path.slice('/api/admin/hermes/'.length)] ?? '?'));
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});

describe('reading every pane of every profile', () => {
  it('answers, gives no complete secret away, and changes nothing in the home', async () => {
    const before = await fingerprints(fixture.folder);
    expect(Object.keys(before).length).toBeGreaterThan(20);
    expect(routes.length).toBeGreaterThan(0);
    for (const route of routes)
      for (const profile of ['default', 'coder']) {
        const response = await product.api('GET', `${route}profile=${profile}`);
        const text = await response.text();
        expect([route, profile, response.status < 500 ? 'fine' : text]).toEqual([
          route,
          profile,
          'fine',
        ]);
        const leaked = Object.entries(homeSecrets).filter(([, secret]) => text.includes(secret));
        expect([route, profile, leaked.map(([name]) => name)]).toEqual([route, profile, []]);
      }
    expect(await fingerprints(fixture.folder)).toEqual(before);
  });

  it('of a profile that is not there is refused', async () => {
    const answers = await Promise.all(
      routes
        .filter((route) => !route.includes('/jobs'))
        .map(async (route) => {
          const response = await product.api('GET', `${route}profile=nobody`);
          return `${route} ${response.status}`;
        }),
    );
    expect(answers.filter((answer) => !/ (404|422)$/.test(answer))).toEqual([]);
  });
});

/** Content, mode and time of every file, and the names in every folder. */
async function fingerprints(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const { mode, mtimeMs } = await stat(path);
    found[path] = entry.isDirectory()
      ? `folder ${mode}`
      : `${mode} ${mtimeMs} ${createHash('sha256')
          .update(await readFile(path))
          .digest('hex')}`;
  }
  return found;
}
