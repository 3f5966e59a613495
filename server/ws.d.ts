/** What this project uses of `ws` 8, which brings no types of its own. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events';
  import type { ClientRequest, IncomingMessage } from 'node:http';
  import type { LookupFunction } from 'node:net';
  import type { Duplex } from 'node:stream';

  interface WebSocketOptions {
    readonly headers?: Readonly<Record<string, string>>;
    readonly lookup?: LookupFunction;
    readonly followRedirects?: boolean;
    readonly perMessageDeflate?: boolean;
    /** In bytes. */
    readonly maxPayload?: number;
  }

  interface WebSocketEvents {
    open: [];
    close: [code: number, reason: Buffer];
    error: [error: NodeJS.ErrnoException];
    message: [data: Buffer, isBinary: boolean];
    'unexpected-response': [request: ClientRequest, response: IncomingMessage];
  }

  export class WebSocket extends EventEmitter<WebSocketEvents> {
    constructor(url: string, options?: WebSocketOptions);
    send(data: string): void;
    close(code?: number, reason?: string): void;
    terminate(): void;
  }

  interface WebSocketServerEvents {
    connection: [socket: WebSocket, request: IncomingMessage];
  }

  export class WebSocketServer extends EventEmitter<WebSocketServerEvents> {
    readonly clients: Set<WebSocket>;
    constructor(options: { readonly noServer: true });
    handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      done: (socket: WebSocket) => void,
    ): void;
    close(): void;
  }
}
