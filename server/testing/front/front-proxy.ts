import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packageFolder } from '../../version.ts';
import { freePorts } from '../free-ports.ts';

const deploy = join(packageFolder, 'deploy');
export const hosts = ['console', 'pre', 'post', 'hooks'].map((name) => `${name}.example.com`);

/** Ports of one process of the product. */
export interface ProcessPorts {
  readonly console: number;
  readonly pre: number;
  readonly post: number;
}

/** Ports of what stands behind. */
export interface Behind extends ProcessPorts {
  /** Of the second process, where there are two. */
  readonly second?: ProcessPorts;
  readonly dashboard: number;
  readonly webhooks: number;
}

export interface FrontProxy {
  readonly http: number;
  readonly https: number;
  /** Of the Hermes dashboard. */
  readonly dashboard: number;
  /** The certificate, for those who check it. */
  readonly ca: string;
  /** What is served below `/.well-known/acme-challenge/`, by nginx. */
  readonly webroot: string;
  /**
   * What it really works by, as it says itself: of nginx with every `include` put in, of Caddy in JSON.
   */
  readonly configuration: string;
  stop(): Promise<void>;
}

export type ProxyName = 'nginx' | 'caddy';

/**
 * Starts a real nginx or Caddy with the files of `deploy/`, in which only ports, and the places of certificates and
 * passwords, are replaced. `edit` changes a file's text, as an operator would.
 */
export async function startFrontProxy(
  name: ProxyName,
  behind: Behind,
  edit: (text: string) => string = (text) => text,
): Promise<FrontProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'hcp-front-'));
  const [http, https, dashboard] = (await freePorts(3)) as [number, number, number];
  execFileSync(join(deploy, 'self-signed.sh'), [join(folder, 'tls'), ...hosts]);
  const render = (text: string) =>
    edit(text)
      .replaceAll('/etc/letsencrypt/live/console.example.com', join(folder, 'tls'))
      .replaceAll('/etc/nginx/.htpasswd-hermes', join(folder, 'htpasswd'))
      .replaceAll('/var/www/letsencrypt', join(folder, 'webroot'))
      .replaceAll('127.0.0.1:7843', `127.0.0.1:${behind.console}`)
      .replaceAll('127.0.0.1:8645', `127.0.0.1:${behind.pre}`)
      .replaceAll('127.0.0.1:8646', `127.0.0.1:${behind.post}`)
      .replaceAll('127.0.0.1:7844', `127.0.0.1:${behind.second?.console ?? 9}`)
      .replaceAll('127.0.0.1:8647', `127.0.0.1:${behind.second?.pre ?? 9}`)
      .replaceAll('127.0.0.1:8648', `127.0.0.1:${behind.second?.post ?? 9}`)
      .replaceAll('127.0.0.1:9119', `127.0.0.1:${behind.dashboard}`)
      .replaceAll('127\\.0\\.0\\.1:9119', `127\\.0\\.0\\.1:${behind.dashboard}`)
      .replaceAll('127.0.0.1:8644', `127.0.0.1:${behind.webhooks}`)
      // A machine without IPv6 would refuse to start.
      .replaceAll(/^ *listen \[::\].*\n/gm, '')
      .replaceAll('listen 80;', `listen ${http};`)
      .replaceAll('listen 443 ', `listen ${https} `)
      .replaceAll(/\b9443\b/g, String(dashboard));
  const { child, configuration } =
    name === 'nginx' ? startNginx(folder, render) : startCaddy(folder, render, { http, https });
  const stop = async () => {
    const ended = child.exitCode === null && once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const ca = readFileSync(join(folder, 'tls', 'fullchain.pem'), 'utf8');
  return { http, https, dashboard, ca, webroot: join(folder, 'webroot'), configuration, stop };
}

interface Started {
  readonly child: ChildProcess;
  readonly configuration: string;
}

function startNginx(folder: string, render: (text: string) => string): Started {
  cpSync(join(deploy, 'nginx'), folder, { recursive: true });
  const files = [
    'hermes-control-plane.conf',
    ...readdirSync(join(folder, 'snippets')).map((file) => `snippets/${file}`),
  ];
  for (const file of files)
    writeFileSync(join(folder, file), render(readFileSync(join(folder, file), 'utf8')));
  mkdirSync(join(folder, 'webroot/.well-known/acme-challenge'), { recursive: true });
  const password = execFileSync('openssl', ['passwd', '-apr1', 'open sesame'], {
    encoding: 'utf8',
  });
  writeFileSync(join(folder, 'htpasswd'), `alice:${password}`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${join(folder, kind)};`,
  );
  writeFileSync(
    join(folder, 'nginx.conf'),
    `${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off; worker_processes 1; pid ${join(folder, 'nginx.pid')}; error_log ${join(folder, 'error.log')};
events { worker_connections 512; }
http { access_log off; ${temporary.join(' ')} include hermes-control-plane.conf; }
`,
  );
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')];
  const dump = execFileSync(programOf('nginx'), ['-T', '-q', ...args], { stdio: 'pipe' });
  const configuration = joined(String(dump), folder);
  return { child: spawn(programOf('nginx'), args, { stdio: 'ignore' }), configuration };
}

/** What `nginx -T` shows file by file, each `include` in its place. */
function joined(dump: string, folder: string): string {
  const parts = dump.split(/^# configuration file (.+):\n/m).slice(1);
  const files = new Map<string, string>();
  for (let at = 0; at < parts.length; at += 2)
    files.set(parts[at]!, parts[at + 1]!.replaceAll(/^ *#.*\n/gm, ''));
  const textOf = (path: string): string =>
    files
      .get(path)!
      .replaceAll(/\binclude ([^;]+);/g, (_, included: string) => textOf(join(folder, included)));
  return textOf(join(folder, 'nginx.conf'));
}

function startCaddy(
  folder: string,
  render: (text: string) => string,
  { http, https }: { http: number; https: number },
): Started {
  const file = join(folder, 'Caddyfile');
  const certificate = `tls ${join(folder, 'tls/fullchain.pem')} ${join(folder, 'tls/privkey.pem')}`;
  const text = render(readFileSync(join(deploy, 'caddy/Caddyfile'), 'utf8')).replace(
    '(headers) {',
    `(headers) {\n\t${certificate}`,
  );
  writeFileSync(file, `{\n\tadmin off\n\thttp_port ${http}\n\thttps_port ${https}\n}\n${text}`);
  const env = { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const args = ['--adapter', 'caddyfile', '--config', file];
  const adapted = execFileSync(programOf('caddy'), ['adapt', ...args], { stdio: 'pipe', env });
  const child = spawn(programOf('caddy'), ['run', ...args], { stdio: 'ignore', env });
  return { child, configuration: String(adapted) };
}

/** Debian keeps them beside what every user has in the path. */
function programOf(name: ProxyName): string {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  for (const folder of folders) {
    const path = join(folder, name);
    try {
      if (readFileSync(path).length > 0) return path;
    } catch {
      // Not there: the next.
    }
  }
  throw new Error(
    `There is no ${name}: apt-get install nginx-light caddy openssl (looked in ${folders.map((folder) => dirname(join(folder, name))).join(', ')})`,
  );
}
