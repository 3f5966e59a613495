import { fixedError } from '../http/domain-error.ts';

export class DashboardNotSet extends fixedError(
  'dashboard_not_set',
  404,
  'The Hermes dashboard is not passed on. Start it with `hermes dashboard --host 127.0.0.1 --port 9119`, set HERMES_DASHBOARD_URL=http://127.0.0.1:9119, and restart.',
) {}

export class DashboardDown extends fixedError(
  'dashboard_down',
  502,
  'The Hermes dashboard does not answer at the address of HERMES_DASHBOARD_URL. Start it with `hermes dashboard`, then reload.',
) {}

export class DashboardStalls extends fixedError(
  'dashboard_stalls',
  504,
  'The Hermes dashboard took the request and did not answer it in time. Reload; if it stays so, restart `hermes dashboard`.',
) {}

export class DashboardTerminalClosed extends fixedError(
  'dashboard_terminal_closed',
  403,
  'The terminal and the command console of the Hermes dashboard are closed unless HERMES_DASHBOARD_TERMINAL=true.',
) {}

export class TooManySockets extends fixedError(
  'too_many_sockets',
  429,
  'You have too many connections to the Hermes dashboard open. Close some of its pages.',
) {}

/** http-proxy would send a body on whose length it does not say (RFC 9112, 6.3). */
export class LengthRequired extends fixedError(
  'length_required',
  411,
  'Send this request with a Content-Length.',
) {}
