import type { IncomingMessage } from 'node:http';
import {
  bodyTooLarge,
  gatewayBusy,
  invalidRequest,
  tooManyUploads,
  uploadTooSlow,
  type GatewayError,
} from './gateway-error.ts';
import { maxRequestBytes } from './request-body.ts';

/** A body that stands still for this long is given up. The whole of it has the server's `requestTimeout`. */
const longestPauseMs = 10_000;

/** Bounds on the bodies of one gateway that are on their way in or wait for the upstream's answer to begin. */
export interface UploadBounds {
  readonly mostBytes: number;
  readonly mostBytesPerUser: number;
  readonly mostPerUser: number;
}

export const uploadBounds: UploadBounds = {
  mostBytes: 256_000_000,
  mostBytesPerUser: 100_000_000,
  mostPerUser: 500,
};

/** What one user, or all together, hold. */
interface Held {
  uploads: number;
  bytes: number;
}

/** Request bodies in memory, counted: before the records bound what a key may do, its bodies must not fill the process. */
export class Uploads {
  private readonly all: Held = { uploads: 0, bytes: 0 };
  private readonly users = new Map<string, Held>();

  constructor(private readonly bounds: UploadBounds = uploadBounds) {}

  /** Begins to read a body. Throws 413, 429 or 503 when it is known from its head that there is no room. */
  begin(request: IncomingMessage, apiUserId: string): Upload {
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > maxRequestBytes) throw bodyTooLarge(maxRequestBytes);
    let user = this.users.get(apiUserId);
    if (user === undefined) this.users.set(apiUserId, (user = { uploads: 0, bytes: 0 }));
    const refusal =
      user.uploads >= this.bounds.mostPerUser ? tooManyUploads() : this.refusalOf(user, declared);
    if (refusal) {
      this.forget(apiUserId, user);
      throw refusal;
    }
    user.uploads++;
    this.add(user, declared);
    return new Upload(request, declared, {
      grow: (bytes) => {
        const error = this.refusalOf(user, bytes);
        if (error === undefined) this.add(user, bytes);
        return error;
      },
      over: () => user.uploads--,
      release: (bytes) => {
        this.add(user, -bytes);
        this.forget(apiUserId, user);
      },
    });
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.all.bytes;
  }

  private refusalOf(user: Held, bytes: number): GatewayError | undefined {
    if (user.bytes + bytes > this.bounds.mostBytesPerUser) return tooManyUploads();
    return this.all.bytes + bytes > this.bounds.mostBytes ? gatewayBusy() : undefined;
  }

  private add(user: Held, bytes: number): void {
    user.bytes += bytes;
    this.all.bytes += bytes;
  }

  private forget(apiUserId: string, user: Held): void {
    if (user.uploads === 0 && user.bytes === 0) this.users.delete(apiUserId);
  }
}

/** One body on its way in. What is refused goes on to be read from the connection, but is not kept. */
export class Upload {
  /** Rejects with a {@link GatewayError}. */
  readonly body: Promise<Buffer>;
  private chunks: Buffer[] = [];
  private bytes = 0;
  private isReleased = false;
  private lastByteMs = performance.now();
  private settle!: { resolve: (body: Buffer) => void; reject: (error: GatewayError) => void };
  private isSettled = false;

  constructor(
    request: IncomingMessage,
    /** Counted already; a body without a stated length is counted as it comes. */
    private counted: number,
    private readonly room: {
      grow(bytes: number): GatewayError | undefined;
      /** Nothing more arrives. */
      over(): void;
      /** Nothing is held any more. */
      release(bytes: number): void;
    },
  ) {
    this.body = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    request.on('data', (chunk: Buffer) => this.add(chunk));
    request.on('end', () => this.finish());
    request.on('error', () => this.refuse(incomplete()));
    request.on('close', () => this.refuse(incomplete()));
    // Closed while the key was looked up: nothing would ever be heard of it.
    if (request.destroyed) this.refuse(incomplete());
  }

  /** Ends the upload with this answer, unless it has ended. */
  refuse(error: GatewayError): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.chunks = [];
    this.room.over();
    this.release();
    this.settle.reject(error);
  }

  /** Once the body was sent on, or will not be: its bytes do not count any more. */
  release(): void {
    if (this.isReleased) return;
    this.isReleased = true;
    this.room.release(this.counted);
  }

  /** Called every second. */
  tick(nowMs: number): void {
    if (nowMs - this.lastByteMs > longestPauseMs) this.refuse(uploadTooSlow());
  }

  private add(chunk: Buffer): void {
    if (this.isSettled) return;
    this.lastByteMs = performance.now();
    this.bytes += chunk.length;
    if (this.bytes > maxRequestBytes) return this.refuse(bodyTooLarge(maxRequestBytes));
    const more = this.bytes - this.counted;
    const refusal = more > 0 ? this.room.grow(more) : undefined;
    if (refusal) return this.refuse(refusal);
    if (more > 0) this.counted = this.bytes;
    this.chunks.push(chunk);
  }

  private finish(): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.room.over();
    const { chunks } = this;
    this.chunks = [];
    this.settle.resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
  }
}

const incomplete = () => invalidRequest('The request body did not arrive whole.');
