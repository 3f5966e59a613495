import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { adminPassword } from './test-product.ts';

/** Signs in and answers what a browser would send back. */
export async function cookieFor(
  consoleUrl: string,
  username = 'admin',
  password = adminPassword,
): Promise<string> {
  const response = await fetch(`${consoleUrl}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0]!)
    .join('; ');
}

/**
 * Opens a WebSocket of the Hermes dashboard as far as the handshake goes; a fake behind it echoes what is written
 * afterwards. Answers status and code when it is refused.
 */
export function openDashboardSocket(
  consoleUrl: string,
  headers: Record<string, string>,
  path = '/api/ws',
): Promise<Duplex | string> {
  const request = httpRequest(`${consoleUrl}/hermes-dashboard${path}`, {
    agent: false,
    headers: { ...headers, connection: 'Upgrade', upgrade: 'websocket' },
  });
  request.end();
  return new Promise((resolve, reject) => {
    request.on('upgrade', (_, socket: Duplex) => resolve(socket));
    request.on('response', (response: IncomingMessage) => {
      let text = '';
      response.on('data', (part) => (text += String(part)));
      response.on('end', () => {
        const { error } = JSON.parse(text) as { error: { code: string } };
        resolve(`${response.statusCode} ${error.code}`);
      });
    });
    request.on('error', reject);
  });
}
