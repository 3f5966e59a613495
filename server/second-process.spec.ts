import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { readSettings } from './settings.ts';
import { packageFolder } from './version.ts';

const textOf = (file: string) => readFileSync(join(packageFolder, file), 'utf8');
const unitName = 'hermes-control-plane';
/** Of the first process, with everything in it that could also count for the second. */
const given = `DATABASE_URL=postgres://hermes_user:abc@localhost:5432/hermes
HERMES_ADMIN_PASSWORD=a-long-enough-password
HERMES_DATA_DIR=/var/lib/hermes-control-plane
HERMES_CONSOLE_PORT=7843
HERMES_SUPERVISED_GATEWAYS=default
HERMES_DRAIN_DELAY_SECONDS=3
`;

describe('what the README says of a second process', () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'hcp-second-'));
    mkdirSync(join(root, 'etc/systemd/system'), { recursive: true });
    writeFileSync(
      join(root, `etc/systemd/system/${unitName}.service`),
      textOf(`deploy/systemd/${unitName}.service`),
    );
    writeFileSync(join(root, `etc/${unitName}.env`), given, { mode: 0o600 });
    const [, recipe] = textOf('README.md').split('**Without a pause**');
    const commands = /```sh\n([^]*?)```/.exec(recipe!)![1]!;
    // All of it happens below a folder of the test, and systemd hears nothing of it.
    const script = commands.replaceAll(/(?<![\w=/])\/etc\b/g, join(root, 'etc'));
    execFileSync('sh', ['-euc', `systemctl() { echo "$@"; }\n${script}`], { stdio: 'pipe' });
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** What systemd gives a unit: `EnvironmentFile=` overrides `Environment=` (systemd.exec(5)). */
  function environmentOf(name: string): Record<string, string | undefined> {
    const unit = readFileSync(join(root, `etc/systemd/system/${name}.service`), 'utf8');
    const inUnit = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, line]) =>
      line!.split(' '),
    );
    const file = /^EnvironmentFile=(.*)$/m.exec(unit)![1]!;
    return { ...parseEnv(inUnit.join('\n')), ...parseEnv(readFileSync(root + file, 'utf8')) };
  }

  it('gives it ports and a data folder of its own, and the rest of the first', () => {
    const [first, second] = [unitName, `${unitName}-2`].map((name) =>
      readSettings(environmentOf(name)),
    );
    expect(second!.dataDir).toBe('/var/lib/hermes-control-plane-2');
    expect(first!.dataDir).toBe('/var/lib/hermes-control-plane');
    expect(second!.databaseUrl).toBe(first!.databaseUrl);
    const environment = environmentOf(`${unitName}-2`);
    const ports = ['CONSOLE', 'PRE_AI_API', 'POST_AI_API'].map(
      (name) => environment[`HERMES_${name}_PORT`],
    );
    const snippet = textOf('deploy/nginx/snippets/hermes-two-processes.conf');
    const named = [...snippet.matchAll(/server 127\.0\.0\.1:(\d+)/g)].map(([, port]) => port);
    expect(ports).toEqual(named.filter((_, index) => index % 2 === 1));
  });

  it('leaves the gateways of Hermes to the first alone', () => {
    expect(environmentOf(unitName).HERMES_SUPERVISED_GATEWAYS).toBe('default');
    expect(environmentOf(`${unitName}-2`).HERMES_SUPERVISED_GATEWAYS).toBe('');
  });

  it('gives it a state folder that systemd makes, and keeps its settings from others', () => {
    const unit = readFileSync(join(root, `etc/systemd/system/${unitName}-2.service`), 'utf8');
    expect(/^StateDirectory=(.*)$/m.exec(unit)![1]).toBe('hermes-control-plane-2');
    expect(/^WorkingDirectory=(.*)$/m.exec(unit)![1]).toBe('/opt/hermes-control-plane');
    expect(statSync(join(root, `etc/${unitName}-2.env`)).mode & 0o777).toBe(0o600);
  });
});
