import { addressList, isListed } from './http/client-address.ts';
import { settingDefinitions, type SettingName, type SettingValues } from './setting-definitions.ts';

/** An authenticating proxy in front of the console, and how far it is believed. Header names are in lower case. */
export interface TrustedAuth {
  /** Holds the user name. */
  readonly header: string;
  /** Addresses or CIDR ranges that the proxy itself connects from. */
  readonly cidrs: readonly string[];
  /** What the proxy has to send in `x-hermes-auth-secret`. Always there when this machine is among the addresses. */
  readonly secret: string | undefined;
  /** Absent means: the accounts of the console say who has which role. */
  readonly groups:
    | {
        readonly header: string;
        readonly admin?: string | undefined;
        readonly viewer?: string | undefined;
      }
    | undefined;
  /** Where the proxy signs out; a path or an http(s) URL. */
  readonly signOutUrl: string | undefined;
}

const main = 'HERMES_TRUSTED_AUTH_HEADER';
const loopback = addressList(['127.0.0.0/8', '::1']);
const groupNames = ['HERMES_TRUSTED_AUTH_ADMIN_GROUP', 'HERMES_TRUSTED_AUTH_VIEWER_GROUP'] as const;

/** What is wrong with these settings together: half of them would sign in nobody, or everybody. */
export function problemsOfTrustedAuth(
  v: SettingValues,
  isBad: (name: SettingName) => boolean,
): string[] {
  const problems: string[] = [];
  const want = (name: SettingName, because: string) => {
    if (v[name] === undefined && !isBad(name))
      problems.push(
        `${name}: not set, accepted: ${settingDefinitions[name].accepts} (required with ${because})`,
      );
  };
  if (v[main] !== undefined) want('HERMES_TRUSTED_AUTH_CIDRS', main);
  if (!isBad('HERMES_TRUSTED_AUTH_CIDRS') && holdThisMachine(v.HERMES_TRUSTED_AUTH_CIDRS ?? []))
    want(
      'HERMES_TRUSTED_AUTH_SECRET',
      'HERMES_TRUSTED_AUTH_CIDRS that hold this machine, 127.0.0.0/8 or ::1',
    );
  const parts = Object.keys(settingDefinitions).filter(
    (name) => name.startsWith('HERMES_TRUSTED_AUTH_') && name !== main,
  ) as SettingName[];
  const given = parts.find((name) => v[name] !== undefined);
  if (given !== undefined) want(main, given);
  const group = groupNames.find((name) => v[name] !== undefined);
  if (group !== undefined) want('HERMES_TRUSTED_AUTH_GROUPS_HEADER', group);
  else if (v.HERMES_TRUSTED_AUTH_GROUPS_HEADER !== undefined)
    want(groupNames[0], 'HERMES_TRUSTED_AUTH_GROUPS_HEADER');
  const [admin, viewer] = groupNames.map((name) => v[name]);
  if (admin !== undefined && admin === viewer)
    problems.push(`${groupNames.join(', ')}: got ${JSON.stringify(admin)}, accepted: two groups`);
  if (v[main] !== undefined && v[main] === v.HERMES_TRUSTED_AUTH_GROUPS_HEADER)
    problems.push(
      `${main}, HERMES_TRUSTED_AUTH_GROUPS_HEADER: got ${v[main]}, accepted: two headers`,
    );
  return problems;
}

/**
 * Whether a connection from this machine can come from these ranges. Every program here, and everything else that a local
 * proxy passes on, comes from there, so that the address says nothing of who it is.
 */
function holdThisMachine(ranges: readonly string[]): boolean {
  const listed = addressList(ranges);
  return (
    ['127.0.0.1', '::1'].some((address) => isListed(address, listed)) ||
    ranges.some((range) => isListed(range.split('/')[0]!, loopback))
  );
}

/** Of settings without such problems. */
export function trustedAuthOf(v: SettingValues): TrustedAuth | undefined {
  const header = v.HERMES_TRUSTED_AUTH_HEADER;
  const groupsHeader = v.HERMES_TRUSTED_AUTH_GROUPS_HEADER;
  if (header === undefined) return undefined;
  return {
    header,
    cidrs: v.HERMES_TRUSTED_AUTH_CIDRS!,
    secret: v.HERMES_TRUSTED_AUTH_SECRET,
    groups:
      groupsHeader === undefined
        ? undefined
        : {
            header: groupsHeader,
            admin: v.HERMES_TRUSTED_AUTH_ADMIN_GROUP,
            viewer: v.HERMES_TRUSTED_AUTH_VIEWER_GROUP,
          },
    signOutUrl: v.HERMES_TRUSTED_AUTH_SIGN_OUT_URL,
  };
}
