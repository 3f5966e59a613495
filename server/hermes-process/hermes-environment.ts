/** What Hermes needs of the environment. Everything else stays here, our own secrets above all. */
const passedOn = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'NOUS_INFERENCE_BASE_URL',
  'HERMES_PORTAL_BASE_URL',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
] as const;

/** A clean environment for the `hermes` command. */
export function hermesEnvironment(
  hermesHome: string,
  environment: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const kept = passedOn
    .filter((name) => environment[name] !== undefined)
    .map((name) => [name, environment[name]]);
  return { ...Object.fromEntries(kept), HERMES_HOME: hermesHome };
}

/** Without them tables are cut, colours come, and letters beyond ASCII fail. */
export const plainTerminal = { NO_COLOR: '1', TERM: 'dumb', COLUMNS: '200', LANG: 'C.UTF-8' };
