import type { ProfileView } from '../../../../../server/hermes-state/profiles/profiles.contract';
import type { Tone } from '../../ui/badge';
import { formatBytes, formatCount, formatNumber } from '../../ui/format';
import type { IconName } from '../../ui/icon';

type GatewayState = ProfileView['gateway']['state'];

export const gatewayLooks: Record<GatewayState, { tone: Tone; icon: IconName; word: string }> = {
  running: { tone: 'good', icon: 'running', word: 'Running' },
  stopped: { tone: 'muted', icon: 'stop', word: 'Stopped' },
  stale: { tone: 'warning', icon: 'warning', word: 'Stopped, says running' },
  unknown: { tone: 'warning', icon: 'help', word: 'Unknown' },
};

export function modelWords({ model, provider }: ProfileView): string {
  if (model === null) return 'Not set';
  return provider === null ? model : `${model} (${provider})`;
}

export function skillWords({ skills }: ProfileView): string {
  if (skills === null) return 'Cannot be read';
  return skills.isCut ? `more than ${formatNumber(skills.count)}` : formatNumber(skills.count);
}

/** How far it was counted is said: a number that still grows is none to rely on. */
export function sizeWords({ size }: ProfileView): string {
  if (size === null) return 'Not counted yet';
  const words = formatBytes(size.bytes);
  if (size.isCounting) return `${words} so far`;
  return size.isComplete ? words : `at least ${words}`;
}

export function fileWords({ size }: ProfileView): string {
  return size === null ? '' : formatCount(size.files, 'file');
}

export function aliasWords({ alias }: ProfileView): string {
  if (alias === null) return 'hermes';
  if (alias.state === 'none') return 'None';
  return alias.state === 'own' ? alias.path : `${alias.path} is another program`;
}

const reasons: Readonly<Record<string, string>> = {
  too_large: 'too large to read',
  not_regular: 'not a plain file',
  outside_root: 'it leads out of the home',
  permission: 'this process may not read it',
  not_utf8: 'not UTF-8 text',
  not_json: 'not valid JSON',
  not_yaml: 'not valid YAML',
  unexpected_shape: 'not what it should hold',
  io_error: 'it could not be read',
};

/** Why a file cannot be used, for people. */
export function reasonWords(reason: string | null): string {
  const [first = '', ...rest] = (reason ?? '').split(',');
  return [reasons[first] ?? first, ...rest].join(',');
}
