import type { Pairing } from './pairing.contract.ts';

const truths = new Set(['true', '1', 'yes', 'on']);
/** Platforms that are called otherwise in `.env`. */
const prefixes: Readonly<Record<string, string>> = { QQ: 'qqbot' };

/** Who is let in by `.env`, whatever pairing says. */
export class AllowLists {
  constructor(private readonly environment: ReadonlyMap<string, string>) {}

  all(): Pairing['allowLists'] {
    return [...this.environment].flatMap(([variable, value]) => {
      const [, prefix = '', kind] =
        /^([A-Z0-9_]+?)_(ALLOWED|ALLOW_ALL)_USERS$/.exec(variable) ?? [];
      if (kind === undefined || prefix.endsWith('_GROUP')) return [];
      const users = kind === 'ALLOWED' ? usersIn(value) : [];
      const isEverybody =
        kind === 'ALLOWED' ? users.includes('*') : truths.has(value.trim().toLowerCase());
      if (users.length === 0 && !isEverybody) return [];
      const platform = prefix === 'GATEWAY' ? null : (prefixes[prefix] ?? prefix.toLowerCase());
      return [{ variable, platform, users: users.length, isEverybody }];
    });
  }

  /** The variable that names a user of a platform; `null` when none does. */
  variableOf(platform: string, userId: string): string | null {
    const prefix = platform === 'qqbot' ? 'QQ' : platform.toUpperCase();
    const variable = `${prefix}_ALLOWED_USERS`;
    return usersIn(this.environment.get(variable) ?? '').includes(userId) ? variable : null;
  }
}

const usersIn = (value: string): string[] =>
  value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
