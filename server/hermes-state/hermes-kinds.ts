import type { HermesKind } from './hermes.contract.ts';

const rules: readonly (readonly [RegExp, HermesKind])[] = [
  [/^(auth\.json|\.anthropic_oauth\.json|shared\b)/, 'accounts'],
  [/^skill-bundles(\/|$)/, 'bundles'],
  [/^config\.yaml$/, 'config'],
  [/^cron(\/|$)/, 'cron'],
  [/^\.env$/, 'environment'],
  [/^(gateway(\.pid|\.lock|_state\.json)$|state(\/|$)|\.update_check$)/, 'gateway'],
  [/^((agent-)?hooks(\/|$)|shell-hooks-allowlist\.json$)/, 'hooks'],
  // Not where workers do their work: whole repositories lie there.
  [/^(kanban\.db|kanban(\/|$))(?!(.*\/)?workspaces(\/|$))/, 'kanban'],
  [/^logs(\/[^/]+)?$/, 'logs'],
  [/^mcp-tokens(\/|$)/, 'mcp'],
  [/^memories(\/|$)/, 'memory'],
  [/^(platforms\/pairing|pairing)(\/|$)|^platforms$/, 'pairing'],
  [/^plugins(\/|$)/, 'plugins'],
  // Nothing behind the profile: its folder came or went.
  [/^($|profiles$|active_profile$|profile\.yaml$)/, 'profiles'],
  [/^(state\.db(-wal)?$|sessions$)/, 'sessions'],
  [/^skills(\/|$)/, 'skills'],
  [/^webhook_subscriptions\.json$/, 'webhooks'],
];
/** Beside what is read: locks, half-written and temporary files. */
const passing = /(\.lock|\.tmp|-shm|-journal|\.tmp\.[^/]*)$/;

/** The panes that show something of a file, by its path in the home; none for what no pane reads. */
export function kindsOf(inHome: string): HermesKind[] {
  if (passing.test(inHome) && inHome !== 'gateway.lock') return [];
  return rules.filter(([pattern]) => pattern.test(inHome)).map(([, kind]) => kind);
}
