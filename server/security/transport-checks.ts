import { checkOf, evidence, type Finding } from '../hermes-state/security/security-check.ts';
import type { SecurityCheck } from '../hermes-state/security/security-check.contract.ts';
import { isLoopbackHost } from '../http/loopback.ts';
import type { Listener } from '../system/system.contract.ts';
import { gatewayNames, type Settings } from '../settings.ts';
import type { SettingName } from '../setting-definitions.ts';

const longestSessionHours = 24;
const settingsPage = '/system/settings';

/**
 * How people and programs reach this process, and what they have to believe on the way. `listeners` are its own sockets;
 * without them the settings say what it listens on.
 */
export function transportChecks(
  settings: Settings,
  listeners: readonly Listener[] = [],
): SecurityCheck[] {
  return [
    bindCheck(settings, listeners),
    publicUrlCheck(settings),
    cookieCheck(settings),
    sessionLengthCheck(settings),
    trustCheck(settings),
    corsCheck(settings),
    upstreamCheck(settings),
    productionCheck(settings),
  ];
}

const isHttps = ({ publicUrl }: Settings): boolean => publicUrl?.startsWith('https:') ?? false;

/** A setting by its name, as it may be shown. */
function read({ origins }: Settings, name: SettingName) {
  const origin = origins.find((each) => each.name === name);
  const source = origin?.source ?? 'default';
  return evidence(
    source === '.env' ? '.env of this console' : source,
    name,
    origin?.value ?? 'not set',
  );
}

function bindCheck(settings: Settings, listeners: readonly Listener[]): SecurityCheck {
  const isLocal =
    listeners.length > 0
      ? listeners.every(({ reach }) => reach === 'this_machine')
      : isLoopbackHost(settings.bindHost);
  return checkOf(
    {
      id: 'console.bind_host',
      area: 'console',
      title: 'Address this console and its gateways listen on',
      fix: {
        text: 'Set HERMES_BIND_HOST to 127.0.0.1, and put a proxy with TLS before it.',
        page: settingsPage,
      },
    },
    {
      state: isLocal ? 'pass' : isHttps(settings) ? 'warn' : 'fail',
      reason: isLocal
        ? 'Only this machine reaches the ports; others come through a proxy.'
        : isHttps(settings)
          ? 'The ports speak plain HTTP and can be reached beside the proxy, unless a firewall closes them.'
          : 'Passwords, cookies and keys pass the network in clear text.',
      evidence: [
        read(settings, 'HERMES_BIND_HOST'),
        ...listeners.map(({ name, address, port }) =>
          evidence('this process', name, `${address} port ${port}`),
        ),
      ],
    },
  );
}

function publicUrlCheck(settings: Settings): SecurityCheck {
  const { publicUrl, bindHost } = settings;
  return checkOf(
    {
      id: 'console.public_url',
      area: 'console',
      title: 'HTTPS',
      fix: {
        text: 'Set HERMES_PUBLIC_URL to the https address people use; then browsers are told to insist on it (HSTS).',
        page: settingsPage,
      },
    },
    urlFinding(),
  );

  function urlFinding(): Finding {
    const found = [read(settings, 'HERMES_PUBLIC_URL')];
    if (publicUrl === undefined)
      return {
        state: isLoopbackHost(bindHost) ? 'pass' : 'warn',
        reason: isLoopbackHost(bindHost)
          ? 'No public address is set; the console is for this machine.'
          : 'No public address is set, so browsers are not told to insist on HTTPS.',
        evidence: found,
      };
    if (isHttps(settings))
      return {
        state: 'pass',
        reason: 'The public address is HTTPS, and browsers are told to insist on it (HSTS).',
        evidence: [...found, evidence('this process', 'Strict-Transport-Security', 'sent')],
      };
    const isLocal = isLoopbackHost(new URL(publicUrl).hostname);
    return {
      state: isLocal ? 'pass' : 'fail',
      reason: isLocal
        ? 'The public address is on this machine.'
        : 'The public address is plain HTTP: passwords and cookies can be read on the way.',
      evidence: found,
    };
  }
}

function cookieCheck(settings: Settings): SecurityCheck {
  const always = isHttps(settings);
  const byProxy = !always && settings.trustProxy.length > 0;
  const isLocal = isLoopbackHost(settings.bindHost);
  const secure = always ? 'Secure' : byProxy ? 'Secure when a proxy says https' : 'not Secure';
  return checkOf(
    {
      id: 'console.cookie',
      area: 'console',
      title: 'Flags of the session cookie',
      fix: {
        text: 'Set HERMES_PUBLIC_URL to an https address; the cookie is then sent over HTTPS only.',
        page: settingsPage,
      },
    },
    {
      state: always || isLocal ? 'pass' : byProxy ? 'warn' : 'fail',
      reason: always
        ? 'Scripts cannot read it, other sites do not send it, and it goes over HTTPS only.'
        : byProxy
          ? 'It goes over HTTPS only when a trusted proxy says that HTTPS was used.'
          : isLocal
            ? 'Scripts cannot read it and other sites do not send it; on this machine it goes over plain HTTP.'
            : 'It goes over plain HTTP, where it can be read and used by others.',
      evidence: [
        evidence(
          'this process',
          settings.sessionCookieName,
          `HttpOnly, SameSite=Lax, Path=/, ${secure}`,
        ),
      ],
    },
  );
}

function sessionLengthCheck(settings: Settings): SecurityCheck {
  const hours = settings.sessionTtlHours;
  const isLong = hours > longestSessionHours;
  return checkOf(
    {
      id: 'console.session_length',
      area: 'console',
      title: 'How long a session lasts',
      fix: { text: 'Set HERMES_ADMIN_SESSION_TTL_HOURS to 24 or less.', page: settingsPage },
    },
    {
      state: isLong ? 'warn' : 'pass',
      reason: isLong
        ? `A stolen cookie is good for up to ${hours} hours.`
        : `A session ends after ${hours} hours.`,
      evidence: [read(settings, 'HERMES_ADMIN_SESSION_TTL_HOURS')],
    },
  );
}

/** Who may say where a request came from, and whether HTTPS was used. */
function trustCheck(settings: Settings): SecurityCheck {
  const { trustProxy } = settings;
  const all = trustProxy.filter((range) => /\/0+$/.test(range));
  const wide = trustProxy.filter((range) => isWide(range));
  return checkOf(
    {
      id: 'console.trust_proxy',
      area: 'console',
      title: 'Whose forwarded headers are believed',
      fix: {
        text: 'Name only the addresses of your proxies in HERMES_TRUST_PROXY.',
        page: settingsPage,
      },
    },
    {
      state: all.length > 0 ? 'fail' : wide.length > 0 ? 'warn' : 'pass',
      reason:
        all.length > 0
          ? 'Everybody may claim any address, and so get round the limits on sign-ins.'
          : wide.length > 0
            ? 'A range this wide holds more than your proxies; each of them may claim any address.'
            : trustProxy.length === 0
              ? 'Nobody’s: the address of the connection counts.'
              : 'Only of the proxies that are named.',
      evidence: [read(settings, 'HERMES_TRUST_PROXY')],
    },
  );
}

function isWide(range: string): boolean {
  const [address = '', bits] = range.split('/');
  if (bits === undefined || isPrivate(address)) return false;
  return Number(bits) < (address.includes(':') ? 48 : 16);
}

const isPrivate = (address: string): boolean =>
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|127\.|f[cd]|::1)/i.test(address);

function corsCheck(settings: Settings): SecurityCheck {
  const plain = settings.corsOrigins.filter(
    (origin) => origin.startsWith('http:') && !isLoopbackHost(new URL(origin).hostname),
  );
  return checkOf(
    {
      id: 'console.cors',
      area: 'console',
      title: 'Web pages that may call the gateways',
      fix: { text: 'Name https origins only in HERMES_CORS_ORIGINS.', page: settingsPage },
    },
    {
      state: plain.length > 0 ? 'warn' : 'pass',
      reason:
        plain.length > 0
          ? 'A page that came over plain HTTP can be changed on the way, and then holds keys of your users.'
          : settings.corsOrigins.length === 0
            ? 'None.'
            : 'Only those that are named, over HTTPS or on this machine.',
      evidence: [read(settings, 'HERMES_CORS_ORIGINS')],
    },
  );
}

/** The key of the upstream and every prompt pass there. */
function upstreamCheck(settings: Settings): SecurityCheck {
  const given = gatewayNames.flatMap((name) => {
    const { upstreamUrl } = settings.gateways[name];
    return upstreamUrl === undefined ? [] : [{ name, upstreamUrl }];
  });
  const plain = given.filter(
    ({ upstreamUrl }) =>
      upstreamUrl.startsWith('http:') && !isLoopbackHost(new URL(upstreamUrl).hostname),
  );
  return checkOf(
    {
      id: 'console.upstreams',
      area: 'console',
      title: 'Way to the upstreams',
      fix: { text: 'Use https addresses for upstreams on other machines.', page: settingsPage },
    },
    {
      state: plain.length > 0 ? 'warn' : 'pass',
      reason:
        plain.length > 0
          ? 'Keys and prompts pass the network in clear text.'
          : given.length === 0
            ? 'The upstreams are on this machine.'
            : 'Over HTTPS, or on this machine.',
      evidence: given.map(({ name }) =>
        read(settings, name === 'pre' ? 'HERMES_PRE_UPSTREAM_URL' : 'HERMES_POST_UPSTREAM_URL'),
      ),
    },
  );
}

function productionCheck(settings: Settings): SecurityCheck {
  const isExposed = !isLoopbackHost(settings.bindHost) || settings.publicUrl !== undefined;
  const isLax = isExposed && !settings.production;
  return checkOf(
    {
      id: 'console.production',
      area: 'console',
      title: 'Rules of production',
      fix: {
        text: 'Set NODE_ENV to production: a start without password or database is then refused.',
        page: settingsPage,
      },
    },
    {
      state: isLax ? 'warn' : 'pass',
      reason: isLax
        ? 'Others reach this console, and the rules of production are not in force.'
        : settings.production
          ? 'They are in force.'
          : 'They are not in force; only this machine reaches the console.',
      evidence: [read(settings, 'NODE_ENV')],
    },
  );
}
