import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, waitFor, type Program } from './processes.ts';
import { freePorts } from '../server/testing/free-ports.ts';

type Peer = Program & { readonly port: number };

/** nginx passing everything through, where it is installed. */
export async function startNginx(upstreamPort: number): Promise<Peer | undefined> {
  const binary = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx'].find(existsSync);
  if (binary === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'hcp-nginx-'));
  const port = (await freePorts(1))[0]!;
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 4096; }
http {
  access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  upstream stub { server 127.0.0.1:${upstreamPort}; keepalive 64; }
  server {
    listen 127.0.0.1:${port}; keepalive_requests 1000000;
    location / { proxy_pass http://stub; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }
  }
}
`,
  );
  return listening(run(binary, ['-c', join(folder, 'nginx.conf'), '-p', folder]), port);
}

/**
 * Portkey's gateway, installed on demand beside the system's other temporary files. A fresh install takes releases of
 * Hono under which every streaming call fails, so those of its own lock file are named.
 */
export async function startPortkey(): Promise<Peer | undefined> {
  const folder = join(tmpdir(), 'hcp-peer-portkey-1.15.2');
  const entry = join(folder, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js');
  if (!existsSync(entry)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({
        private: true,
        dependencies: { '@portkey-ai/gateway': '1.15.2' },
        overrides: { hono: '4.9.7', '@hono/node-server': '1.13.5' },
      }),
    );
    const install = run(
      'npm',
      ['install', '--no-audit', '--no-fund', '--ignore-scripts'],
      {},
      folder,
    );
    await new Promise((resolve) => install.child.once('exit', resolve));
    if (!existsSync(entry)) {
      process.stderr.write(
        `Portkey could not be installed, so it is left out:\n${install.output()}\n`,
      );
      return undefined;
    }
  }
  const port = (await freePorts(1))[0]!;
  return listening(
    run(process.execPath, [entry, `--port=${port}`, '--headless'], {}, folder),
    port,
  );
}

async function listening(program: Program, port: number): Promise<Peer> {
  await waitFor(
    () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      ),
    `a peer to listen: ${program.output()}`,
  );
  return { ...program, port };
}
