import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import { startTestProduct } from '../testing/test-product.ts';

const statusOf = (base: string, path: string, headers: Record<string, string> = {}) =>
  fetch(base + path, { headers }).then((response) => response.status);
const forwarded = (address: string) => ({ 'x-forwarded-for': address });

describe('with a list of allowed addresses', () => {
  it('the console is closed to others, its pages, API and WebSockets, and the gateways are not', async () => {
    const { consoleUrl, pre } = await startTestProduct({
      HERMES_ALLOWED_CIDRS: '10.0.0.0/8, 192.0.2.7',
      HERMES_TRUST_PROXY: '127.0.0.1',
    });
    for (const path of ['/', '/api/auth/status', '/api/admin/api-users', '/metrics', '/api/docs']) {
      const response = await fetch(consoleUrl + path, { headers: forwarded('192.0.2.8') });
      const { error } = (await response.json()) as { error: { code: string } };
      expect([path, response.status, error.code]).toEqual([path, 403, 'address_not_allowed']);
    }
    const upgrade = { ...forwarded('192.0.2.8'), connection: 'Upgrade', upgrade: 'websocket' };
    const refused = await new Promise<IncomingMessage>((resolve) =>
      httpRequest(`${consoleUrl}/hermes-dashboard/api/ws`, { headers: upgrade }, resolve).end(),
    );
    expect(refused.resume().statusCode).toBe(403);
    for (const address of ['192.0.2.7', '10.200.0.1', '::ffff:10.0.0.9'])
      expect(await statusOf(consoleUrl, '/api/auth/status', forwarded(address))).toBe(200);
    expect(await statusOf(consoleUrl, '/health/live')).toBe(200);
    expect(await statusOf(pre, '/v1/models', forwarded('192.0.2.8'))).toBe(401);
  });

  it('what a client says of itself does not open it', async () => {
    const { consoleUrl } = await startTestProduct({ HERMES_ALLOWED_CIDRS: '10.0.0.0/8' });
    expect(await statusOf(consoleUrl, '/api/auth/status', forwarded('10.0.0.1'))).toBe(403);
  });

  it('this machine can ask how the process does, and nobody who passed a proxy', async () => {
    const { consoleUrl } = await startTestProduct({ HERMES_ALLOWED_CIDRS: '192.0.2.7' });
    expect(await statusOf(consoleUrl, '/health/live')).toBe(200);
    expect(await statusOf(consoleUrl, '/health/ready')).toBe(200);
    expect(await statusOf(consoleUrl, '/healthy')).toBe(403);
    expect(await statusOf(consoleUrl, '/health/ready', forwarded('192.0.2.8'))).toBe(403);
    expect(await statusOf(consoleUrl, '/health/live', forwarded('192.0.2.8'))).toBe(200);
  });

  it('the log says once from where somebody was refused', async () => {
    const { consoleUrl } = await startTestProduct({ HERMES_ALLOWED_CIDRS: '192.0.2.7' });
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    for (let times = 0; times < 3; times++) await statusOf(consoleUrl, '/api/auth/status');
    const lines = warn.mock.calls.map(([line]) => String(line));
    warn.mockRestore();
    expect(lines).toEqual(['Refused 127.0.0.1, which is not in HERMES_ALLOWED_CIDRS.']);
  });
});
