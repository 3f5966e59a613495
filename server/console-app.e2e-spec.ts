import { randomUUID } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Body, Controller, Get, Logger, Module, Post } from '@nestjs/common';
import { z } from 'zod';
import { Public } from './auth/public.decorator.ts';
import { rawRequest } from './testing/raw-request.ts';
import { ConsoleClient, startTestConsole, type TestConsole } from './testing/test-console.ts';
import { openTestDatabase } from './testing/test-database.ts';
import { testPassword } from './testing/test-settings.ts';

@Public()
@Controller('api/odd')
class OddController {
  @Get('broken')
  broken(): never {
    throw new Error('select secret from internals');
  }

  @Post('note')
  note(@Body({ schema: z.object({ note: z.looseObject({}) }) }) _body: unknown): void {
    return;
  }
}

@Module({ controllers: [OddController] })
class OddModule {}

const credentials = JSON.stringify({ username: 'admin', password: testPassword });
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe('the console', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let console: TestConsole;
  let stranger: ConsoleClient;

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database, {}, { modules: [OddModule] });
    stranger = console.newClient();
  });
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });

  describe('routes', () => {
    const publicRoutes = [
      'GET /api/auth/status',
      'POST /api/auth/login',
      'POST /api/auth/logout',
      'GET /health/live',
      'GET /health/ready',
      'GET /api/odd/broken',
      'POST /api/odd/note',
    ];
    interface Layer {
      route?: { path: string; stack: { method?: string }[] };
    }
    const routes = () => {
      const express = console.app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } };
      return express.router.stack.flatMap(({ route }) =>
        (route?.stack ?? []).map(({ method }) => `${method?.toUpperCase()} ${route!.path}`),
      );
    };

    it('are all found', () => {
      expect(routes()).toEqual(expect.arrayContaining(publicRoutes));
      expect(routes()).toEqual(
        expect.arrayContaining(['GET /api/docs', 'DELETE /api/admin/api-users/:id']),
      );
    });

    it('need a session unless they are public', async () => {
      const answers: Record<string, number> = {};
      for (const route of routes()) {
        if (publicRoutes.includes(route)) continue;
        const [method, path] = route.split(' ') as [string, string];
        const answer = await stranger.send(method, path.replace(':id', randomUUID()));
        if (answer.status !== 401 || answer.body.error.code !== 'not_authenticated')
          answers[route] = answer.status;
      }
      expect(answers).toEqual({});
    });

    it('need a session in whatever case and with a slash at the end', async () => {
      for (const path of ['/API/Admin/Api-Users', '/api/admin/api-users/', '/API/docs/'])
        expect((await stranger.get(path)).status).toBe(401);
    });
  });

  describe('errors', () => {
    it('have one shape', async () => {
      const answer = await stranger.get('/api/admin/api-users');
      expect(answer.body).toEqual({
        error: {
          code: 'not_authenticated',
          message: expect.any(String),
          requestId: answer.headers.get('x-request-id'),
        },
      });
    });

    it('of an unknown address are 404', async () => {
      const answer = await stranger.get('/api/nothing');
      expect([answer.status, answer.body.error.code]).toEqual([404, 'not_found']);
    });

    it('name the fields that are wrong', async () => {
      const answer = await stranger.post('/api/auth/login', { username: '' });
      expect(answer.status).toBe(422);
      expect(answer.body.error).toMatchObject({ code: 'invalid_request' });
      const paths = answer.body.error.details.fields.map((field: { path: string }) => field.path);
      expect(paths).toEqual(['username', 'password']);
    });

    it.each(['{"username":', '"text"', '{"a":1}}'])(
      'of malformed JSON are 400: %s',
      async (body) => {
        const answer = await stranger.post('/api/auth/login', body);
        expect([answer.status, answer.body.error.code]).toEqual([400, 'malformed_json']);
      },
    );

    it('of a body that is too large are 413', async () => {
      const answer = await stranger.post('/api/auth/login', `{"a":"${'x'.repeat(1_050_000)}"}`);
      expect([answer.status, answer.body.error.code]).toEqual([413, 'body_too_large']);
    });

    it('of an address that cannot be decoded are 400', async () => {
      expect((await stranger.get('/api/admin/api-users/%E0%A4%A')).status).toBe(400);
    });

    it('that nobody expected are logged with the id and say nothing', async () => {
      const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
      const answer = await stranger.get('/api/odd/broken?secret=1');
      const line = String(logged.mock.calls[0]![0]);
      logged.mockRestore();
      expect([answer.status, answer.body.error.code]).toEqual([500, 'internal_error']);
      expect(answer.text).not.toContain('internals');
      expect(line).toContain(`${answer.body.error.requestId} GET /api/odd/broken: Error: select`);
    });
  });

  describe('requests', () => {
    it('are given a new id each', async () => {
      const headers = { 'x-request-id': 'mine' };
      const ids = [
        (await stranger.get('/health/live', { headers })).headers.get('x-request-id'),
        (await stranger.get('/health/live', { headers })).headers.get('x-request-id'),
      ];
      expect(ids).toEqual([expect.stringMatching(uuid), expect.stringMatching(uuid)]);
      expect(ids[0]).not.toBe(ids[1]);
    });

    it.each([
      ['br', brotliCompressSync(credentials)],
      ['gzip', gzipSync(credentials)],
      ['deflate', deflateSync(credentials)],
      ['identity, gzip', gzipSync(credentials)],
      ['x-unknown', Buffer.from(credentials)],
    ])('with a body in %s are refused unread', async (encoding, body) => {
      const answer = await stranger.send('POST', '/api/auth/login', {
        body: new Uint8Array(body),
        headers: { 'content-encoding': encoding },
      });
      expect([answer.status, answer.body.error.code]).toEqual([415, 'unsupported_media_type']);
    });

    it('with a Content-Encoding are refused where no body is read, too', async () => {
      const headers = { 'content-encoding': 'br' };
      expect((await stranger.get('/health/live', { headers })).status).toBe(415);
    });

    it('may say that the body is not encoded', async () => {
      const answer = await console.newClient().send('POST', '/api/auth/login', {
        body: credentials,
        headers: { 'content-encoding': 'identity' },
      });
      expect(answer.status).toBe(200);
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
      'with a body of type %s are refused',
      async (type) => {
        const headers = { 'content-type': type };
        const answer = await stranger.send('POST', '/api/auth/login', {
          body: credentials,
          headers,
        });
        expect(answer.status).toBe(415);
      },
    );

    it.each([
      ['TRACE', 'TRACE / HTTP/1.1\r\nHost: a\r\n', '405'],
      ['a whole URL', 'GET http://other/health/live HTTP/1.1\r\nHost: a\r\n', '400'],
      ['two Host headers', 'GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n', '400'],
    ])('with %s are refused', async (_, head, status) => {
      const answer = await rawRequest(console.url, `${head}Connection: close\r\n\r\n`);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    });

    it.each([
      ['__proto__', '{"note":{"__proto__":{"isAdmin":true}}}', 'note.__proto__'],
      ['constructor.prototype', '{"note":{"constructor":{"prototype":{}}}}', 'note.constructor'],
    ])('that name %s are refused', async (_, body, path) => {
      const answer = await stranger.post('/api/odd/note', body);
      expect([answer.status, answer.body.error.details.fields[0].path]).toEqual([422, path]);
    });

    it('with NUL in a text are refused', async () => {
      expect((await stranger.post('/api/odd/note', { note: { text: 'a\0b' } })).status).toBe(422);
    });

    it('nested deeper than the stack are answered', async () => {
      const deep = `{"note":{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`;
      expect((await stranger.post('/api/odd/note', deep)).status).toBe(201);
    });
  });

  describe('headers', () => {
    it('forbid what the console does not do', async () => {
      const { headers } = await stranger.get('/api/auth/status');
      const policy = headers.get('content-security-policy')!;
      expect(policy.replace(/nonce-[^']+/, 'nonce-N').split(';')).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'nonce-N'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ]);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('x-powered-by')).toBeNull();
    });

    it.each(['/api/auth/status', '/api/nothing', '/api/admin/api-users', '/health/ready'])(
      'forbid to keep %s',
      async (path) => {
        expect((await stranger.get(path)).headers.get('cache-control')).toBe('no-store');
      },
    );

    it('promise HTTPS only when the public address has it', async () => {
      const secure = await startTestConsole(database.database, {
        publicUrl: 'https://hermes.example',
      });
      const promise = (await secure.newClient().get('/health/live')).headers;
      await secure.close();
      expect(promise.get('strict-transport-security')).toBe('max-age=15552000');
      const none = (await stranger.get('/health/live')).headers;
      expect(none.get('strict-transport-security')).toBeNull();
    });
  });

  describe('documentation', () => {
    it('is a page whose scripts come from here', async () => {
      const client = await console.logIn();
      const page = await client.get('/api/docs');
      expect([page.status, page.headers.get('content-type')]).toEqual([
        200,
        'text/html; charset=utf-8',
      ]);
      expect(page.text).not.toMatch(/<script>(?!\s*<)/);
      expect((await client.get('/api/docs/swagger-ui-init.js')).status).toBe(200);
    });

    it('describes every request', async () => {
      const client = await console.logIn();
      const { body } = await client.get('/api/docs/openapi.json');
      expect(Object.keys(body.paths)).toContain('/api/admin/api-users/{id}/rotate');
      const schema =
        body.paths['/api/admin/api-users'].post.requestBody.content['application/json'];
      expect(JSON.stringify(schema)).toContain('monthlyTokenCap');
    });
  });
});
