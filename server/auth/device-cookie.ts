import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';
import { ConsoleSecret } from './console-secret.ts';
import { cookieValues } from './cookie-header.ts';
import { isSecure } from './secure-transport.ts';

const lifetimeMs = 180 * 86_400_000;

/**
 * Remembers that a browser has logged in before, so that strangers who guess at the password cannot lock it out: it
 * is counted for itself (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). It opens nothing.
 */
@Injectable()
export class DeviceCookie {
  private readonly name: string;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly secret: ConsoleSecret,
  ) {
    // `hermes_device` beside `hermes_session`; a second console on the same host has a name of its own for both.
    this.name = `${settings.sessionCookieName.replace(/_session$/, '')}_device`;
  }

  /** The device that the request comes from, if it has logged in under this name. */
  async deviceOf(request: Request, username: string): Promise<string | undefined> {
    const key = await this.secret.keyFor('device');
    for (const value of cookieValues(request.headers.cookie, this.name)) {
      const [device = '', issued = '', signature = ''] = value.split('.');
      const age = Date.now() - Number.parseInt(issued, 36);
      if (!(age >= 0 && age < lifetimeMs)) continue;
      if (isEqual(signature, sign(key, username, device, issued))) return device;
    }
    return undefined;
  }

  /** Marks the browser after a login. */
  async give(request: Request, response: Response, username: string): Promise<void> {
    const key = await this.secret.keyFor('device');
    const device = randomBytes(16).toString('base64url');
    const issued = Date.now().toString(36);
    response.cookie(this.name, `${device}.${issued}.${sign(key, username, device, issued)}`, {
      httpOnly: true,
      sameSite: 'lax',
      path: `${this.settings.basePath}/api/auth`,
      maxAge: lifetimeMs,
      secure: isSecure(request, this.settings.publicUrl),
    });
  }
}

function sign(key: string, username: string, device: string, issued: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([username, device, issued]))
    .digest('base64url');
}

function isEqual(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
