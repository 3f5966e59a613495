import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** Start of what the client sent first: PostgreSQL's start-up message names the application. */
  opening: string;
  isHung: boolean;
}

/** A way to PostgreSQL over TCP that takes time, or stays open and carries nothing more. */
export class Relay {
  private readonly pairs = new Set<Pair>();
  private readonly server: Server;

  private constructor(
    private readonly socketPath: string,
    private readonly delayMs: number,
  ) {
    this.server = createServer((client) => this.join(client));
  }

  /** `delayMs` is added in each direction. */
  static async open(socketPath: string, delayMs = 0): Promise<Relay> {
    const relay = new Relay(socketPath, delayMs);
    relay.server.listen(0, '127.0.0.1');
    await once(relay.server, 'listening');
    return relay;
  }

  get url(): string {
    const { port } = this.server.address() as { port: number };
    return `postgres://hermes@127.0.0.1:${port}/hermes`;
  }

  /** Connections of this application stay open, and nothing passes on them any more. Answers how many there were. */
  hang(application: string): number {
    const found = [...this.pairs].filter((pair) => pair.opening.includes(application));
    for (const pair of found) pair.isHung = true;
    return found.length;
  }

  close(): void {
    this.server.close();
    for (const { client, server } of this.pairs) {
      client.destroy();
      server.destroy();
    }
  }

  private join(client: Socket): void {
    const pair: Pair = { client, server: connect(this.socketPath), opening: '', isHung: false };
    this.pairs.add(pair);
    const end = () => {
      this.pairs.delete(pair);
      client.destroy();
      // What hangs does not hear of the end either.
      if (!pair.isHung) pair.server.destroy();
    };
    for (const side of [client, pair.server]) side.on('error', end).on('close', end).setNoDelay();
    this.carry(pair, client, pair.server);
    this.carry(pair, pair.server, client);
  }

  private carry(pair: Pair, from: Socket, to: Socket): void {
    from.on('data', (bytes: Buffer) => {
      if (from === pair.client && pair.opening.length < 1000) pair.opening += bytes.toString();
      const pass = () => {
        if (!pair.isHung && !to.destroyed) to.write(bytes);
      };
      if (this.delayMs > 0) setTimeout(pass, this.delayMs);
      else pass();
    });
  }
}
