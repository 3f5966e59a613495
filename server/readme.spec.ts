import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyHolder } from './api-users/key-holder.ts';
import * as errors from './gateway/gateway-error.ts';
import { refusalOfEncoding } from './http/content-encoding-guard.ts';
import {
  ExpectationFailed,
  HeadersTooLarge,
  MalformedRequest,
  RequestTimeout,
} from './http/refusals.ts';
import { packageFolder } from './version.ts';

const holder: KeyHolder = {
  apiUserId: '',
  apiUserName: 'Ada',
  apiKeyId: '',
  keyPrefix: 'hms_ab12',
  gateways: ['pre'],
  requestsPerMinute: 60,
  monthlyTokenCap: 1000,
  expiresAt: new Date(),
  allowedModels: ['model'],
};
type UpstreamCode = Parameters<typeof errors.upstreamFault>[0];
/** Complete, or it would not compile. */
const upstreamCodes: Record<UpstreamCode, true> = {
  upstream_auth_failed: true,
  upstream_unreachable: true,
  upstream_invalid_response: true,
  upstream_redirected: true,
  upstream_cut: true,
  upstream_error: true,
};
type Makers = Omit<typeof errors, 'GatewayError'>;
/** What each function of the module makes, by its name. */
const made: Record<keyof Makers, readonly errors.GatewayError[]> = {
  invalidApiKey: [errors.invalidApiKey()],
  keyExpired: [errors.keyExpired(holder)],
  keyRevoked: [errors.keyRevoked(holder)],
  keyRotated: [errors.keyRotated(holder)],
  tooManyBadKeys: [errors.tooManyBadKeys(1)],
  gatewayNotAuthorized: [errors.gatewayNotAuthorized('pre', ['post'])],
  modelNotAllowed: [errors.modelNotAllowed('other', ['model'])],
  rateLimited: [errors.rateLimited(holder, 1000)],
  quotaExceeded: [errors.quotaExceeded(holder, 10, 5, new Date())],
  invalidRequest: [
    errors.invalidRequest(''),
    errors.invalidRequest('', undefined, 400, 'malformed_json'),
    errors.invalidRequest('', undefined, 404, 'unknown_url'),
    errors.invalidRequest('', undefined, 405, 'method_not_allowed'),
  ],
  bodyTooLarge: [errors.bodyTooLarge(1)],
  uploadTooSlow: [errors.uploadTooSlow()],
  tooManyUploads: [errors.tooManyUploads()],
  gatewayBusy: [errors.gatewayBusy()],
  modelNotFound: [errors.modelNotFound('other')],
  auditUnavailable: [errors.auditUnavailable()],
  standingUnavailable: [errors.standingUnavailable()],
  keysUnavailable: [errors.keysUnavailable()],
  upstreamNotConfigured: [errors.upstreamNotConfigured()],
  upstreamUnavailable: [errors.upstreamUnavailable(null)],
  shuttingDown: [errors.shuttingDown()],
  keyRevokedWhileRunning: [errors.keyRevokedWhileRunning()],
  requestStopped: [errors.requestStopped()],
  upstreamFault: (Object.keys(upstreamCodes) as UpstreamCode[]).map((code) =>
    errors.upstreamFault(code, ''),
  ),
  upstreamTimeout: [errors.upstreamTimeout('')],
  internalError: [errors.internalError()],
};
/** Before anything of a gateway looks at a request. */
const before = [
  new MalformedRequest(''),
  new RequestTimeout(),
  new ExpectationFailed(),
  new HeadersTooLarge(),
  refusalOfEncoding({ headers: { 'content-encoding': 'br' } } as never)!,
];

describe('the README', () => {
  const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

  it('explains every error of a gateway, with its status, and no other', () => {
    const told = [...Object.values(made).flat(), ...before].map(
      ({ status, code }) => `${status} ${code}`,
    );
    const rows = [...readme.matchAll(/^\| (\d{3}) +\| `(\w+)` +\| \S/gm)];
    expect(rows.map(([, status, code]) => `${status} ${code}`).sort()).toEqual(
      [...new Set(told)].sort(),
    );
  });

  it('points at files that are there', () => {
    const links = [...readme.matchAll(/\]\(((?!https?:|#)[^)]+)\)/g)].map(([, path]) => path!);
    // The picture is taken of the running product.
    const files = links.filter((path) => !path.endsWith('.png'));
    for (const path of files) expect(readFileSync(join(packageFolder, path))).not.toHaveLength(0);
  });

  it('has the certificate to try it with made for every name that nginx answers to', () => {
    const nginx = readFileSync(
      join(packageFolder, 'deploy/nginx/hermes-control-plane.conf'),
      'utf8',
    );
    const names = nginx.matchAll(/^ +server_name (\S+\.example\.com);/gm);
    const [, made] = /^deploy\/self-signed\.sh \S+ (.*?) +#/m.exec(readme)!;
    const wanted = new Set([...names].map(([, name]) => name!));
    expect(made!.split(' ').sort()).toEqual([...wanted].sort());
  });

  it('names npm scripts that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
