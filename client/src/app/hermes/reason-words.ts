const reasons: Readonly<Record<string, string>> = {
  too_large: 'too large to read',
  not_regular: 'not a plain file',
  outside_root: 'it leads out of the home',
  permission: 'this process may not read it',
  not_utf8: 'not UTF-8 text',
  not_json: 'not valid JSON',
  not_yaml: 'not valid YAML',
  unexpected_shape: 'not what it should hold',
  not_database: 'not a database',
  empty_database: 'an empty database',
  damaged: 'a damaged database',
  busy: 'its writer did not let go in time',
  too_old: 'an older layout than this console reads',
  time_limit: 'looking took too long',
  io_error: 'it could not be read',
};

/** Why a file cannot be used, for people. */
export function reasonWords(reason: string | null): string {
  const [first = '', ...rest] = (reason ?? '').split(',');
  return [reasons[first] ?? first, ...rest].join(',');
}
