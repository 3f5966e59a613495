import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { longestStopMs } from './longest-stop.ts';
import { secretNames, settingDefinitions } from './setting-definitions.ts';
import { readSettings } from './settings.ts';
import { composeFile, composeText } from './testing/compose-file.ts';
import { packageFolder } from './version.ts';

const textOf = (file: string) => readFileSync(join(packageFolder, file), 'utf8');
const required = { POSTGRES_PASSWORD: 'abc123', HERMES_ADMIN_PASSWORD: 'a long enough password' };
const named = (text: string) => /\$\{[A-Z_]+:[-?]/.test(text);
/** In seconds. */
const longestStop = longestStopMs(readSettings({})) / 1000;

describe('docker-compose.yml', () => {
  const { app, postgres } = composeFile(required).services;

  it('gives the product settings that it starts with', () => {
    const settings = readSettings(app.environment);
    expect(settings.production).toBe(true);
    expect(settings.databaseUrl).toBe(
      'postgres://hermes_user:abc123@postgres:5432/hermes_control_plane',
    );
  });

  it.each(['SESSION', 'ADMIN', 'WEBUI'])('hands on HERMES_%s_COOKIE_NAME', (part) => {
    const given = { ...required, [`HERMES_${part}_COOKIE_NAME`]: `of-${part}` };
    const { environment } = composeFile(given).services.app;
    expect(readSettings(environment).sessionCookieName).toBe(`of-${part}`);
  });

  it('takes every setting from the operator but those that belong to the container', () => {
    const raw = [...composeText().matchAll(/^ {6}([A-Z_]+): (.+)$/gm)];
    const fixed = raw.filter(([, , value]) => !named(value!)).map(([, name]) => name!);
    expect(fixed.filter((name) => name in settingDefinitions).sort()).toEqual([
      'CLAUDE_CONFIG_DIR',
      'CODEX_HOME',
      'GEMINI_HOME',
      'HERMES_BIND_HOST',
      'HERMES_DATA_DIR',
      'HERMES_HOME',
      'NODE_ENV',
    ]);
  });

  it.each(Object.keys(required))('does not start without %s, and says so', (name) => {
    expect(() => composeFile({ ...required, [name]: '' })).toThrow(`set ${name} in .env`);
  });

  it('holds no secret', () => {
    const secrets = [...secretNames, 'POSTGRES_PASSWORD'].join('|');
    const lines = composeText().matchAll(new RegExp(`^ +(${secrets}): '?(.*?)'?$`, 'gm'));
    const written = [...lines].filter(([, name, value]) => !value!.startsWith(`\${${name}:`));
    expect(written.map(([line]) => line)).toEqual([]);
  });

  it('publishes the three ports on loopback, and nothing of the database', () => {
    expect(app.ports).toEqual([7843, 8645, 8646].map((port) => `127.0.0.1:${port}:${port}`));
    expect(postgres.ports).toBeUndefined();
  });

  it('publishes a port under the number that the product listens on', () => {
    const given = { HERMES_CONSOLE_PORT: '1', HERMES_PUBLISH_HOST: '0.0.0.0' };
    const { ports, environment } = composeFile({ ...required, ...given }).services.app;
    expect([ports![0], environment.HERMES_CONSOLE_PORT]).toEqual(['0.0.0.0:1:1', '1']);
  });

  it('keeps every folder of the settings outside the container', () => {
    const homes = { HERMES_HOME: 'hermes', CODEX_HOME: 'codex', GEMINI_HOME: 'gemini' };
    const host = '/opt/hermes-control-plane';
    expect(app.volumes).toEqual(
      expect.arrayContaining(
        Object.entries({ ...homes, CLAUDE_CONFIG_DIR: 'claude' }).map(
          ([name, folder]) => `${host}/${folder}:${app.environment[name]}`,
        ),
      ),
    );
    expect(app.volumes).toContain(`app-data:${app.environment.HERMES_DATA_DIR}`);
    expect(Object.keys(composeFile(required).volumes)).toEqual(['app-data', 'postgres-data']);
  });

  it('lets the app write its volumes and what may be forgotten, and nothing else', () => {
    expect([app.read_only, app.tmpfs]).toEqual([true, ['/tmp', '/home/hermes']]);
    expect([app.cap_drop, app.security_opt]).toEqual([['ALL'], ['no-new-privileges:true']]);
  });

  it('waits for a database that answers, and longer for a stop than the product takes', () => {
    expect(app.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(postgres.healthcheck).toBeDefined();
    expect(Number.parseInt(app.stop_grace_period)).toBeGreaterThan(longestStop);
  });

  it('bounds what Docker keeps of the output', () => {
    for (const { logging } of [app, postgres])
      expect(Object.keys(logging.options)).toEqual(['max-size', 'max-file']);
  });

  it('names the major version of the database', () => {
    expect(postgres.image).toMatch(/^postgres:\d+$/);
  });
});

describe('the Dockerfile', () => {
  const lines = textOf('Dockerfile').replaceAll('\\\n', ' ').split('\n');
  const of = (instruction: string) =>
    lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.split(' ')[1]!);

  it('builds on a version with a name', () => {
    expect(of('FROM').filter((image) => !/^node:\d+-\w+-slim$/.test(image))).toEqual([]);
  });

  it('runs as an account without rights, and is watched', () => {
    expect(of('USER')).toEqual(['1000:1000']);
    expect(of('HEALTHCHECK')).toHaveLength(1);
  });

  it('has what Compose mounts', () => {
    const { volumes, tmpfs = [] } = composeFile(required).services.app;
    const made = lines.find((line) => line.includes('install -d'))!.split(/\s+/);
    const mounted = volumes.map((volume) => volume.split(':')[1]!);
    for (const folder of [...mounted, ...tmpfs]) expect([...made, '/tmp']).toContain(folder);
  });

  it('is sent sources, and neither settings nor data', () => {
    const [first, ...rest] = textOf('.dockerignore').trim().split('\n').slice(1);
    expect(first).toBe('*');
    const sent = rest.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(sent.filter((name) => !existsSync(join(packageFolder, name)))).toEqual([]);
    expect(sent.filter((name) => /^(\.env|data|\.git|node_modules)/.test(name))).toEqual([]);
  });
});

describe('the unit for systemd', () => {
  const unit = textOf('deploy/systemd/hermes-control-plane.service');
  const values = (name: string) =>
    [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value!);

  it('starts what the build makes, as an account of its own', () => {
    expect(values('ExecStart')).toEqual(['/usr/bin/node dist/server/main.js']);
    expect(values('User')).toEqual(['hermes-console']);
  });

  it('waits longer for a stop than the product takes', () => {
    expect(Number(values('TimeoutStopSec')[0])).toBeGreaterThan(longestStop);
  });

  it('keeps the data in the folder that it makes', () => {
    const [folder] = values('StateDirectory');
    expect(values('Environment')[0]).toContain(`HERMES_DATA_DIR=/var/lib/${folder}`);
  });
});
