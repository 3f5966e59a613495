import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';

export const proxySecret = 'the-secret-of-the-proxy';
const userHeader = 'x-forwarded-user';

/** As `HERMES_TRUSTED_AUTH_*` of a console that believes 127.0.0.1 alone. */
export const trustedAuth = {
  header: userHeader,
  cidrs: ['127.0.0.1'],
  secret: proxySecret,
  groups: undefined,
  signOutUrl: undefined,
};
export const groups = { header: 'x-forwarded-groups', admin: 'ops', viewer: 'staff' };

export interface ProxiedRequest {
  readonly method?: string;
  readonly body?: object;
  /** An array is sent as several lines. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Address of the loopback network to connect from. */
  readonly from?: string;
}

export interface ProxiedAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is in it is what a test is about
  readonly body: any;
}

/** What a proxy adds for a user. */
export const asUser = (username: string, ...held: string[]): Record<string, string> => ({
  [userHeader]: Buffer.from(username).toString('latin1'),
  'x-hermes-auth-secret': proxySecret,
  ...(held.length > 0 && { [groups.header]: held.join(',') }),
});

/** What a browser adds when a page has it fetch something. */
export const fetchedBy = (site: string, mode: string, dest: string): Record<string, string> => ({
  'sec-fetch-site': site,
  'sec-fetch-mode': mode,
  'sec-fetch-dest': dest,
});

/** One request as a proxy, or somebody who pretends to be one, sends it. No cookie is kept. */
export async function sendProxied(
  url: string,
  path: string,
  { method = 'GET', body, headers = {}, from = '127.0.0.1' }: ProxiedRequest = {},
): Promise<ProxiedAnswer> {
  const request = httpRequest(url + path, {
    method,
    agent: false,
    localAddress: from,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
  });
  request.end(body && JSON.stringify(body));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return {
    status: response.statusCode!,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
