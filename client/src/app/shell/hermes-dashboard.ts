import type { Me } from '../../../../server/auth/own-account.contract';

/** Hermes' own dashboard, which the server passes on below this console: no page of this program. */
export const hermesDashboard = {
  path: '/hermes-dashboard/',
  title: 'Hermes dashboard',
  /** The group of the navigation it stands in, last. */
  group: 'Hermes',
  words: 'own web ui native agent original',
} as const;

/** The server refuses everybody else; it is not offered where nothing would be behind it. */
export const mayOpenHermesDashboard = (me: Me | undefined): boolean =>
  me?.mayOpenHermesDashboard === true;
