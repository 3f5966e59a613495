import { isLoopbackHost } from '../../http/loopback.ts';
import { fieldsOf, textOf, type Fields } from '../status/file-values.ts';
import type { HermesHome } from '../hermes-home.ts';
import { runningProxies } from './listening-hosts.ts';
import type { ProfileFacts } from './profile-facts.ts';
import type { SecurityCheck } from './security-check.contract.ts';
import { checkOf, counted, evidence, unknownFor, type Finding } from './security-check.ts';

/** Half of what a random key of 32 characters has. */
const shortestKey = 16;
/** What Hermes takes for "accept everything". */
const noSecret = 'INSECURE_NO_AUTH';

/** What of Hermes listens, on which addresses, and what it asks of those who come. */
export async function listenerChecks(
  home: HermesHome,
  facts: ProfileFacts,
): Promise<SecurityCheck[]> {
  return [
    apiServerCheck(facts),
    webhookHostCheck(facts),
    await webhookSecretsCheck(home, facts),
    dashboardCheck(facts),
    await proxiesCheck(),
  ];
}

function apiServerCheck(facts: ProfileFacts): SecurityCheck {
  const subject = {
    id: 'listeners.api_server',
    area: 'listeners',
    title: 'API server of Hermes',
    fix: {
      text: `Let API_SERVER_HOST be 127.0.0.1, and API_SERVER_KEY at least ${shortestKey} random characters.`,
      page: '/environment',
    },
  } as const;
  return facts.byBoth(subject, (): Finding => {
    const written = facts.mapping('platforms', 'api_server');
    const extra = fieldsOf(written.extra);
    const isOn = facts.isOn('API_SERVER_ENABLED') || written.enabled === true;
    const host = facts.variable('API_SERVER_HOST') ?? textOf(extra.host) ?? '127.0.0.1';
    const key = facts.variable('API_SERVER_KEY') ?? textOf(extra.key) ?? '';
    const read = [
      facts.shownEvidence('API_SERVER_ENABLED'),
      evidence(facts.at('.env'), 'API_SERVER_HOST', host),
      evidence(facts.at('.env'), 'API_SERVER_KEY', keyWords(key)),
    ];
    if (!isOn) return { state: 'pass', reason: 'It is not switched on.', evidence: read };
    const isLocal = isLoopbackHost(host);
    if (key === '')
      return {
        state: 'fail',
        reason: isLocal
          ? 'Every program on this machine may give the agent orders: it asks for no key.'
          : `Whoever reaches ${host} may give the agent orders: it asks for no key.`,
        evidence: read,
      };
    if (key.length < shortestKey)
      return { state: 'fail', reason: 'Its key is short enough to be guessed.', evidence: read };
    return {
      state: isLocal ? 'pass' : 'warn',
      reason: isLocal
        ? 'Only this machine reaches it, and it asks for a key.'
        : `It listens on ${host} without TLS: the key can be read on the way.`,
      evidence: read,
    };
  });
}

const keyWords = (key: string): string =>
  key === ''
    ? 'not set'
    : key.length < shortestKey
      ? `set, under ${shortestKey} characters`
      : 'set';

function webhooksOf(facts: ProfileFacts): { isOn: boolean; extra: Fields; secret: string } {
  const written = facts.mapping('platforms', 'webhook');
  const extra = fieldsOf(written.extra);
  return {
    isOn: written.enabled === true || facts.isOn('WEBHOOK_ENABLED'),
    extra,
    secret: facts.variable('WEBHOOK_SECRET') ?? textOf(extra.secret) ?? '',
  };
}

function webhookHostCheck(facts: ProfileFacts): SecurityCheck {
  const subject = {
    id: 'listeners.webhooks',
    area: 'listeners',
    title: 'Address of the webhooks',
    fix: {
      text: 'Let platforms.webhook.extra.host be 127.0.0.1, and put a proxy with TLS before it.',
      page: '/config',
      query: { part: 'yaml' },
    },
  } as const;
  return facts.byBoth(subject, (): Finding => {
    const { isOn, extra } = webhooksOf(facts);
    const host = textOf(extra.host);
    const file = facts.at('config.yaml');
    const read = [
      evidence(file, 'platforms.webhook.enabled', String(isOn)),
      evidence(file, 'platforms.webhook.extra.host', host ?? 'not set'),
    ];
    if (!isOn) return { state: 'pass', reason: 'They are not switched on.', evidence: read };
    if (host !== null && isLoopbackHost(host))
      return { state: 'pass', reason: 'Only this machine reaches them.', evidence: read };
    return {
      state: 'warn',
      reason:
        host === null
          ? 'No address is set: unless told otherwise, they are open on every interface.'
          : `They listen on ${host} without TLS.`,
      evidence: read,
    };
  });
}

async function webhookSecretsCheck(home: HermesHome, facts: ProfileFacts): Promise<SecurityCheck> {
  const subject = {
    id: 'listeners.webhook_secrets',
    area: 'listeners',
    title: 'Secrets of webhooks',
    fix: { text: 'Give each webhook a secret of its own.', page: '/webhooks' },
  } as const;
  const file = facts.at('webhook_subscriptions.json');
  const stored = await home.readJson('hermes', file);
  if (stored.status === 'unreadable') return checkOf(subject, unknownFor(file, stored));
  return facts.byBoth(subject, (): Finding => {
    const { isOn, extra, secret } = webhooksOf(facts);
    const routes = [
      ...Object.entries(stored.status === 'present' ? stored.value : {}).map(
        ([name, route]) => ({ file, name, route: fieldsOf(route) }) as const,
      ),
      ...Object.entries(fieldsOf(extra.routes)).map(
        ([name, route]) =>
          ({ file: facts.at('config.yaml'), name, route: fieldsOf(route) }) as const,
      ),
    ].filter(({ route }) => route.enabled !== false);
    const secretOf = ({ route }: { readonly route: Fields }) => textOf(route.secret) ?? secret;
    const open = routes.filter((each) => secretOf(each) === noSecret);
    const bare = routes.filter((each) => secretOf(each).trim() === '');
    const shown = [...open, ...bare];
    if (routes.length === 0)
      return {
        state: 'pass',
        reason: 'There is no webhook.',
        evidence: [evidence(file, null, stored.status)],
      };
    return {
      state: open.length > 0 && isOn ? 'fail' : shown.length > 0 ? 'warn' : 'pass',
      reason:
        open.length > 0
          ? `${counted(open.length, 'webhook')} set to ${noSecret}: whoever finds the address gives orders${isOn ? '' : ', once webhooks are switched on'}.`
          : bare.length > 0
            ? `${counted(bare.length, 'webhook')} without a secret. Hermes refuses such calls as long as it checks them.`
            : `${counted(routes.length, 'webhook')}, each with a secret.`,
      evidence: (shown.length > 0 ? shown : routes).map((each) =>
        evidence(each.file, each.name, shown.includes(each) ? noneWords(secretOf(each)) : 'set'),
      ),
    };
  });
}

const noneWords = (secret: string): string => (secret === noSecret ? noSecret : 'no secret');

/** Hermes' own dashboard knows every key. */
function dashboardCheck(facts: ProfileFacts): SecurityCheck {
  const subject = {
    id: 'listeners.dashboard',
    area: 'listeners',
    title: 'Dashboard of Hermes',
    fix: {
      text: 'Set dashboard.basic_auth or dashboard.oauth, or take dashboard.public_url out.',
      page: '/config',
      query: { search: 'dashboard' },
    },
  } as const;
  return facts.byConfig(subject, (): Finding => {
    const url = facts.setting('dashboard.public_url');
    const names = ['username', 'password_hash', 'password'].map((name) =>
      facts.setting(`dashboard.basic_auth.${name}`),
    );
    const oauth = facts.setting('dashboard.oauth.client_id');
    const isSet = ({ value }: { value: unknown }) => typeof value === 'string' && value !== '';
    const isGuarded = (isSet(names[0]!) && names.slice(1).some(isSet)) || isSet(oauth);
    const file = facts.at('config.yaml');
    const read = [
      url.evidence,
      evidence(file, 'dashboard.basic_auth', isGuarded && !isSet(oauth) ? 'set' : 'not set'),
      evidence(file, 'dashboard.oauth.client_id', isSet(oauth) ? 'set' : 'not set'),
    ];
    if (!isSet(url))
      return {
        state: 'pass',
        reason:
          'It has no public address; it listens on this machine unless it is started otherwise.',
        evidence: read,
      };
    if (!isGuarded)
      return { state: 'fail', reason: 'It has a public address and no sign-in.', evidence: read };
    const isPlain = !String(url.value).startsWith('https:');
    return {
      state: isPlain ? 'warn' : 'pass',
      reason: isPlain
        ? 'It asks who comes, and its public address is not HTTPS.'
        : 'It asks who comes, over HTTPS.',
      evidence: read,
    };
  });
}

/** They accept any key and spend the subscription of whoever is logged in. */
async function proxiesCheck(): Promise<SecurityCheck> {
  const subject = {
    id: 'listeners.proxies',
    area: 'listeners',
    title: 'Proxies of Hermes',
    fix: {
      text: 'Stop it, and start it with --host 127.0.0.1: it asks nobody for a key.',
      page: '/hermes/status',
    },
  } as const;
  const proxies = await runningProxies();
  if (proxies === undefined)
    return checkOf(subject, {
      state: 'unknown',
      reason: 'This system does not list its processes.',
      evidence: [evidence('/proc', null, 'not there')],
    });
  const open = proxies.filter(({ host }) => !isLoopbackHost(host));
  return checkOf(subject, {
    state: open.length > 0 ? 'fail' : 'pass',
    reason:
      open.length > 0
        ? 'Whoever reaches it spends the subscription: it takes any key.'
        : proxies.length === 0
          ? 'None runs that this process can see.'
          : `${counted(proxies.length, 'proxy').replace(/proxys$/, 'proxies')}, on this machine only.`,
    evidence: proxies.map(({ pid, host, port }) =>
      evidence(null, `process ${pid}`, `${host}:${port}`),
    ),
  });
}
