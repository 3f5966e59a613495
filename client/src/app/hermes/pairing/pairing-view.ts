import type { Pairing } from '../../../../../server/hermes-state/pairing/pairing.contract';

interface Person {
  readonly userName: string;
  readonly userId: string;
}

export const requestName = ({ userName, userId }: Person): string => userName || userId;

/** What besides pairing decides who gets in; one sentence each, the open doors first. */
export function doors({ allowLists }: Pairing): readonly { isOpen: boolean; text: string }[] {
  return allowLists
    .map(({ variable, platform, users, isEverybody }) => ({
      isOpen: isEverybody,
      text: isEverybody
        ? `${variable} in .env lets everybody in on ${platform ?? 'every platform'}, paired or not.`
        : `${variable} in .env lets ${users === 1 ? 'one user' : `${users} users`} in on ${platform ?? 'every platform'} besides.`,
    }))
    .sort((one, other) => Number(other.isOpen) - Number(one.isOpen));
}
