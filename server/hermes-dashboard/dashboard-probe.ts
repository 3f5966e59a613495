import { Inject, Injectable } from '@nestjs/common';
import { request } from 'undici';
import { SETTINGS } from '../settings-token.ts';
import type { Settings } from '../settings.ts';

const answerWithinMs = 2000;

/** `not_set`: it is not passed on. `status` is that of HTTP; any says that it runs. `tookMs` in milliseconds. */
export type DashboardState =
  | { readonly state: 'not_set' }
  | { readonly state: 'answers'; readonly status: number; readonly tookMs: number }
  | { readonly state: 'silent'; readonly reason: string };

/** Whether Hermes' own dashboard answers at the address of the settings. */
@Injectable()
export class DashboardProbe {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** Asks for the one route that is open to everybody (Hermes 0.19), without the token. Never throws. */
  async read(): Promise<DashboardState> {
    const { dashboardUrl } = this.settings;
    if (dashboardUrl === undefined) return { state: 'not_set' };
    const startedMs = performance.now();
    try {
      const { statusCode: status, body } = await request(`${dashboardUrl}/api/status`, {
        signal: AbortSignal.timeout(answerWithinMs),
        reset: true,
      });
      body.on('error', () => undefined).destroy();
      return { state: 'answers', status, tookMs: Math.round(performance.now() - startedMs) };
    } catch (error) {
      const { name, code } = error as NodeJS.ErrnoException;
      const reason = name === 'TimeoutError' ? `no answer within ${answerWithinMs} ms` : code;
      return { state: 'silent', reason: reason ?? 'the connection broke' };
    }
  }
}
