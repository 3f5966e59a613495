import { Agent, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import httpProxy from 'http-proxy';
import { AdminEvents } from '../admin-events/admin-events.ts';
import type { AdminAction } from '../admin-events/admin-actions.contract.ts';
import { newCall } from '../admin-events/new-call.ts';
import { AdminOnly, PasswordChangeRequired } from '../auth/auth.errors.ts';
import { sessionUserOf, type SignedIn } from '../auth/session-user.ts';
import { reasonOf } from '../database/database.ts';
import { ClientAddresses } from '../http/client-addresses.ts';
import { DomainError } from '../http/domain-error.ts';
import { CrossSiteRequest, MalformedRequest } from '../http/refusals.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import { upgradeOf, type Upgrade } from '../http/upgrades.ts';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';
import { sendPage } from './dashboard-page.ts';
import { DashboardSockets } from './dashboard-sockets.ts';
import {
  DashboardDown,
  DashboardNotSet,
  DashboardStalls,
  DashboardTerminalClosed,
  LengthRequired,
} from './dashboard.errors.ts';
import { isIdentifying } from './identifying-headers.ts';

/** Where the dashboard lies below the console's address. */
export const dashboardPath = '/hermes-dashboard';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Routes of the dashboard that give a shell, once their path is decoded. */
const terminal = /^\/+api\/+(pty|console)(\/|\s|$)/i;
const answerWithinMs = 30_000;
/** A stream or a WebSocket may be silent for so long. */
const silenceMs = 3_600_000;
/** Its page holds its own scripts, and its token in one of them. */
const policy =
  "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
/**
 * Hermes' own dashboard below {@link dashboardPath}, for administrators of this console alone. The dashboard answers only
 * who addresses it by the address it is bound to, so Host and Origin become its own once they have been checked.
 */
@Injectable()
export class HermesDashboard implements OnModuleDestroy {
  private readonly logger = new Logger('HermesDashboard');
  private readonly agent = new Agent({ keepAlive: true });
  private readonly proxy: httpProxy;
  /** {@link dashboardPath} as a browser sees it. */
  private readonly publicPath: string;
  private endUpgrades: () => void = () => undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly addresses: ClientAddresses,
    private readonly events: AdminEvents,
    private readonly sockets: DashboardSockets,
  ) {
    this.publicPath = settings.basePath + dashboardPath;
    this.proxy = httpProxy.createProxyServer({
      ...(settings.dashboardUrl && { target: settings.dashboardUrl }),
      changeOrigin: true,
      agent: this.agent,
      proxyTimeout: silenceMs,
      timeout: silenceMs,
    });
    const withinMs = Math.min(settings.firstByteTimeoutMs, answerWithinMs);
    this.proxy.on('proxyReq', (upstream, request, response) => {
      this.dress(upstream, request as Request);
      watchForStall(upstream, response, withinMs);
    });
    this.proxy.on('proxyReqWs', (upstream, request, socket) => {
      this.dress(upstream, request as Request);
      this.watchSocket(upstream, socket, withinMs);
    });
    this.proxy.on('proxyRes', (upstream, request, response) => {
      this.cleanAnswer(upstream);
      // Without this a client waits for ever when the dashboard dies half-way through an answer.
      upstream.on('close', () => {
        if (!upstream.complete) response.destroy();
      });
      this.noteChange(request as Request, upstream.statusCode ?? 502, 'dashboard_refused');
    });
  }

  /** Mounted at {@link dashboardPath}, behind what knows the session, and before anything reads the body. */
  readonly handle: RequestHandler = (request, response, next) => {
    this.pass(request, response).catch((error: unknown) => {
      if (error instanceof DomainError && isNavigation(request))
        showProblem(response, error, `${this.settings.basePath}/`);
      else next(error);
    });
  };

  /** What closes every connection that was upgraded; it has to happen before the server closes. */
  endUpgradesWith(end: () => void): void {
    this.endUpgrades = end;
  }

  onModuleDestroy(): void {
    this.endUpgrades();
    this.agent.destroy();
    this.proxy.close();
  }

  private async pass(request: Request, response: Response): Promise<void> {
    if (this.settings.dashboardUrl === undefined) throw new DashboardNotSet();
    const user = this.admitted(request);
    const upgrade = upgradeOf(request);
    // Its pages name their parts relative to this.
    if (request.originalUrl === dashboardPath && !upgrade)
      return response.redirect(308, `${this.publicPath}/`);
    if (terminal.test(decodedPath(request))) {
      if (!this.settings.dashboardTerminal) throw new DashboardTerminalClosed();
      await this.events.succeeded(this.callOf(request, 'hermes_dashboard.open_terminal'));
    }
    if (upgrade) return await this.passSocket(request, upgrade, user);
    response.setHeader('content-security-policy', policy);
    return new Promise((resolve, reject) => {
      response.on('close', () => {
        // It may have been done all the same.
        this.noteChange(request, 499, 'outcome_unknown');
        resolve();
      });
      this.proxy.web(request, response, {}, (error) => {
        const problem = problemOf(error);
        this.noteChange(request, problem.status, 'outcome_unknown');
        response.removeHeader('content-security-policy');
        if (response.headersSent) response.destroy();
        else reject(problem);
      });
    });
  }

  /** Throws what a guard of the API would. */
  private admitted(request: Request): SignedIn {
    const user = sessionUserOf(request);
    if (user.passwordChangeRequired) throw new PasswordChangeRequired();
    if (user.role !== 'admin') throw new AdminOnly();
    const { method, headers } = request;
    const mayChange =
      !safeMethods.has(method) ||
      upgradeOf(request) !== undefined ||
      terminal.test(decodedPath(request));
    if (mayChange && !isSameOrigin(request, this.settings.publicUrl)) throw new CrossSiteRequest();
    if (headers['transfer-encoding'] && (method === 'DELETE' || method === 'OPTIONS'))
      throw new LengthRequired();
    return user;
  }

  private async passSocket(request: Request, upgrade: Upgrade, user: SignedIn): Promise<void> {
    const { socket, head } = upgrade;
    const call = this.callOf(request, 'hermes_dashboard.open_socket');
    if (!terminal.test(decodedPath(request))) await this.events.succeeded(call);
    if (socket.destroyed) return;
    this.sockets.add(socket, user.sessionId);
    upgrade.take();
    // Not through the kept connections: one that was refused an upgrade is of no further use.
    this.proxy.ws(request, socket, head, { agent: false }, (error) => {
      if (opened.has(socket)) return socket.destroy();
      const { status, code, message } = problemOf(error);
      const body = JSON.stringify({ error: { code, message } });
      socket.end(
        `HTTP/1.1 ${status} Bad Gateway\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      );
    });
  }

  private watchSocket(upstream: ClientRequest, socket: Socket, withinMs: number): void {
    const timer = setTimeout(() => upstream.destroy(new Error(stalled)), withinMs);
    upstream.on('close', () => clearTimeout(timer));
    socket.on('close', () => upstream.destroy());
    upstream.prependListener('response', (answer: IncomingMessage) => {
      clearTimeout(timer);
      this.cleanAnswer(answer);
      // http-proxy hands the body on as it was read, without the chunks it came in.
      delete answer.headers['transfer-encoding'];
      answer.headers.connection = 'close';
    });
    upstream.prependListener('upgrade', (answer: IncomingMessage, far: Socket) => {
      clearTimeout(timer);
      this.cleanAnswer(answer);
      opened.add(socket);
      far.on('error', () => far.destroy());
      // http-proxy ends the dashboard's side only when the client says goodbye.
      if (socket.destroyed) far.destroy();
      else socket.on('close', () => far.destroy());
    });
  }

  /** What the dashboard is told of a request. */
  private dress(upstream: ClientRequest, request: Request): void {
    for (const name of upstream.getHeaderNames())
      if (isIdentifying(name)) upstream.removeHeader(name);
    const { dashboardUrl, dashboardToken, publicUrl } = this.settings;
    if (request.headers.origin !== undefined)
      upstream.setHeader('origin', new URL(dashboardUrl!).origin);
    upstream.setHeader('x-forwarded-for', this.addresses.of(request));
    upstream.setHeader('x-forwarded-proto', publicUrl?.split(':')[0] ?? request.protocol);
    upstream.setHeader('x-forwarded-prefix', this.publicPath);
    if (dashboardToken !== undefined) upstream.setHeader('x-hermes-session-token', dashboardToken);
  }

  /** Cookies of the dashboard would lie beside ours; its redirects lead to its own address. */
  private cleanAnswer(upstream: IncomingMessage): void {
    const { headers } = upstream;
    delete headers['set-cookie'];
    delete headers['strict-transport-security'];
    if (headers.location === undefined) return;
    const { origin } = new URL(this.settings.dashboardUrl!);
    const path = headers.location.startsWith(`${origin}/`)
      ? headers.location.slice(origin.length)
      : headers.location;
    const isOwn = path.startsWith('/') && !path.startsWith('//');
    if (isOwn && !path.startsWith(`${this.publicPath}/`)) headers.location = this.publicPath + path;
  }

  /** Changes through the dashboard are events, too, once each; what was changed only it knows. */
  private noteChange(request: Request, status: number, code: string): void {
    if (safeMethods.has(request.method) || noted.has(request)) return;
    noted.add(request);
    const call = this.callOf(request, 'hermes_dashboard.change');
    call.expectedStatus = status;
    const writing =
      status < 400 ? this.events.succeeded(call) : this.events.refused(call, status, code);
    writing.catch((error: unknown) => this.logger.error(`Not recorded: ${reasonOf(error)}`));
  }

  private callOf(request: Request, action: AdminAction) {
    const call = newCall(request, this.addresses, action);
    call.target = { kind: 'hermes_dashboard', name: request.url.replace(/\?.*$/s, '') };
    return call;
  }
}

/** As the dashboard understands it. Throws {@link MalformedRequest}. */
function decodedPath({ url }: Request): string {
  let path: string;
  try {
    path = decodeURIComponent(new URL(`http://dashboard${url}`).pathname);
  } catch {
    throw new MalformedRequest('The path cannot be decoded.');
  }
  // A route of Python's that ends here also fits with a line feed behind it.
  if (/\p{Cc}/u.test(path)) throw new MalformedRequest('The path holds control characters.');
  return path;
}

const stalled = 'The dashboard did not answer in time.';
const problemOf = (error: Error) =>
  error.message === stalled ? new DashboardStalls() : new DashboardDown();

/** Requests whose event is written. */
const noted = new WeakSet<Request>();
/** Connections that speak WebSocket now. */
const opened = new WeakSet<Duplex>();

function watchForStall(upstream: ClientRequest, response: ServerResponse, withinMs: number): void {
  const timer = setTimeout(() => upstream.destroy(new Error(stalled)), withinMs);
  upstream.on('response', () => clearTimeout(timer));
  upstream.on('close', () => clearTimeout(timer));
  // http-proxy does not notice when a client leaves whose request was read whole.
  response.on('close', () => {
    if (!response.writableFinished) upstream.destroy();
  });
}

const isNavigation = (request: Request): boolean =>
  request.method === 'GET' &&
  upgradeOf(request) === undefined &&
  (request.headers.accept?.includes('text/html') ?? false);

function showProblem(response: Response, { status, message }: DomainError, home: string): void {
  const titles: Readonly<Record<number, string>> = {
    401: 'Sign in to the console first',
    403: 'Not for you',
    404: 'The Hermes dashboard is not set up',
  };
  sendPage(response, {
    ...{ status, home },
    title: titles[status] ?? 'The Hermes dashboard does not answer',
    message:
      status === 401
        ? 'The Hermes dashboard is for administrators who are signed in. Sign in, then open this page again.'
        : message,
  });
}
