import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** The two manners of proxies: nginx's `proxy_pass` with a path, or without one. */
export type PathProxyManner = 'strips' | 'passes on';

/** Stands for a reverse proxy that gives the console a part of a host. */
export interface PathProxy {
  /** Of the host, without the path. */
  readonly origin: string;
  /** What was asked for outside of the path; it was answered 404. */
  readonly astray: string[];
  /** From here on requests go to this port of the loopback. */
  passTo(port: number): void;
  close(): Promise<void>;
}

/** `path` has no slash at its end. Says what any proxy says: `X-Forwarded-For`, and the `Host` as it came. */
export async function startPathProxy(path: string, manner: PathProxyManner): Promise<PathProxy> {
  const astray: string[] = [];
  const connections = new Set<Socket>();
  let target = 0;
  const inside = (url: string): string | undefined => {
    if (url !== path && !url.startsWith(`${path}/`) && !url.startsWith(`${path}?`)) {
      astray.push(url);
      return undefined;
    }
    return manner === 'strips' ? url.slice(path.length) : url;
  };
  const said = ({ headers }: IncomingMessage) => ({ ...headers, 'x-forwarded-for': '127.0.0.1' });

  const server = createServer((request, response) => {
    const url = inside(request.url!);
    if (url === undefined) return void response.writeHead(404).end();
    // As nginx does at `location /path/`.
    if (!url.startsWith('/'))
      return void response.writeHead(301, { location: `${path}/${url}` }).end();
    const onward = httpRequest(
      {
        port: target,
        host: '127.0.0.1',
        path: url,
        method: request.method,
        headers: said(request),
      },
      (answer) => {
        response.writeHead(answer.statusCode!, answer.rawHeaders);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => connections.delete(socket));
  });
  server.on('upgrade', (request, socket: Socket, head) => {
    const url = inside(request.url!);
    if (url === undefined) return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
    const far = connect(target, '127.0.0.1', () => {
      const lines = Object.entries(said(request)).map(
        ([name, value]) => `${name}: ${String(value)}`,
      );
      far.write([`GET ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
      far.write(head);
      socket.pipe(far).pipe(socket);
    });
    far.on('error', () => socket.destroy());
    socket.on('close', () => far.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    astray,
    passTo: (port) => (target = port),
    async close() {
      for (const socket of connections) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}
