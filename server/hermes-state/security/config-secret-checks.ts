import { maskText } from '../commands/known-secrets.ts';
import { isSecretName } from '../files/secret-masks.ts';
import type { ProfileFacts } from './profile-facts.ts';
import type { SecurityCheck } from './security-check.contract.ts';
import { counted, evidence } from './security-check.ts';

const mostKeys = 500;
const deepest = 12;
const shortest = 6;
/** What providers on this machine want to see and nobody checks. */
const harmless = /^(none|null|ollama|dummy|fake|test|not-needed|no-key|empty|x+)$/i;

/** Secrets that stand in `config.yaml` as they are, by the names of their keys. */
export function configSecretChecks(facts: ProfileFacts): SecurityCheck[] {
  const subject = {
    id: 'secrets.config',
    area: 'secrets',
    title: 'Secrets in config.yaml',
    fix: {
      text: 'Put them into .env, and write ${NAME} in their place; copies and diffs of config.yaml then hold none.',
      page: '/environment',
    },
  } as const;
  return [
    facts.byConfig(subject, () => {
      const keys: string[] = [];
      gather(facts.values, [], keys);
      return {
        state: keys.length === 0 ? 'pass' : 'warn',
        reason:
          keys.length === 0
            ? 'None stands there in clear text.'
            : `${counted(keys.length, 'secret')} in clear text.`,
        evidence: keys.map((key) => evidence(facts.at('config.yaml'), key, 'clear text')),
      };
    }),
    dashboardPasswordCheck(facts),
  ];
}

function dashboardPasswordCheck(facts: ProfileFacts): SecurityCheck {
  const subject = {
    id: 'secrets.dashboard_password',
    area: 'secrets',
    title: 'Password of the dashboard',
    fix: {
      text: 'Keep password_hash, and take dashboard.basic_auth.password out.',
      page: '/config',
      query: { search: 'basic_auth' },
    },
  } as const;
  return facts.byConfig(subject, () => {
    const { value } = facts.setting('dashboard.basic_auth.password');
    const isClear = typeof value === 'string' && value !== '' && !isReference(value);
    return {
      state: isClear ? 'fail' : 'pass',
      reason: isClear
        ? 'It stands in config.yaml as it is; a hash would do.'
        : 'It does not stand in config.yaml.',
      evidence: [
        evidence(
          facts.at('config.yaml'),
          'dashboard.basic_auth.password',
          isClear ? 'clear text' : 'not set',
        ),
      ],
    };
  });
}

function gather(value: unknown, path: readonly string[], found: string[]): void {
  if (found.length >= mostKeys || path.length > deepest) return;
  if (typeof value === 'string') {
    if (isClearSecret(path.at(-1) ?? '', value)) found.push(path.join('.'));
    return;
  }
  if (Array.isArray(value))
    value.forEach((inner, index) => {
      // Items are judged by the name of their list.
      if (typeof inner === 'string') {
        if (isClearSecret(path.at(-1) ?? '', inner)) found.push(`${path.join('.')}[${index}]`);
      } else gather(inner, [...path, String(index)], found);
    });
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) gather(inner, [...path, name], found);
}

function isClearSecret(name: string, value: string): boolean {
  const secret = value.replace(/^(Bearer|Basic|Token)\s+/i, '').trim();
  if (secret.length < shortest || isReference(secret) || harmless.test(secret)) return false;
  return isSecretName(name) || maskText(value, []) !== value;
}

const isReference = (text: string): boolean => /^\$\{[^}]*\}$/.test(text.trim());
