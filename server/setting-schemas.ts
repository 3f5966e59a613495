import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { serverPaths } from './http/base-path.ts';
import { addressList, isListed } from './http/client-address.ts';

/** What settings are made of: each takes a text, says no, or makes a value of it. */
export const port = z.coerce.number().int().min(0).max(65535);
export const seconds = z.coerce.number().min(0.05).max(3600);
const httpUrl = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, '').replace(/\/v1$/, ''));
/** What a credential is sent with belongs into a setting that is never shown. */
export const upstreamUrl = z
  .url({ protocol: /^https?$/ })
  .refine((text) => {
    const { username, password } = URL.canParse(text) ? new URL(text) : {};
    return !username && !password && !/[?#]/.test(text);
  })
  .pipe(httpUrl);
/** Its path becomes part of cookies, headers and pages as it stands, so that it is plain. */
export const publicUrl = z
  .url({ protocol: /^https?$/ })
  .regex(/^https?:\/\/[^/?#@\\\s]+(\/(?!\.{1,2}(\/|$))[\w.~-]+)*\/*$/i)
  .refine((text) => !URL.canParse(text) || !serverPaths.test(new URL(text).pathname))
  .transform((text) => text.replace(/\/+$/, ''));
export const acceptedUpstreamUrl = (keyName: string) =>
  `an http(s) URL without user, query and fragment; a key goes into ${keyName}`;
/** It becomes part of a header (RFC 6750, 2.1 allows even less). */
export const upstreamKey = z.string().regex(/^[\x21-\x7e]+$/);
/** What cannot be seen cannot be told apart or typed: blanks inside, but no control, format or filling characters. */
export const adminUsername = z
  .string()
  .trim()
  .max(80)
  .regex(/^(?:[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]| )+$/u);
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
export const path = z.string().transform((text) => resolve(text.replace(/^~(?=\/|$)/, homedir())));
/** No such range: everybody would be the proxy. */
export const isEverybody = (range: string) => /\/0+$/.test(range);
/** A token (RFC 9110, 5.6.2), and none that every client sends for a purpose of its own. */
export const headerName = z
  .string()
  .toLowerCase()
  .regex(
    /^(?!(?:accept.*|authorization|connection|content-.*|cookie|host|origin|referer|te|user-agent|x-hermes-auth-secret)$)[a-z\d!#$%&'*+.^_`|~-]{1,80}$/,
  );
export const acceptedHeaderName =
  'a header name that only the proxy uses, such as X-Forwarded-User';
/** As lists of groups are split at these. */
export const groupName = z
  .string()
  .trim()
  .regex(/^[^,|]{1,200}$/);
/** A cookie name is a token (RFC 6265, 4.1.1). */
export const cookieName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/);

/** Whether the drivers understand it: they say no by throwing. One of them takes a lone `%`, the other does not. */
export function isDatabaseUrl(text: string): boolean {
  try {
    decodeURIComponent(text);
    new pg.Client({ connectionString: text });
    return /^postgres(ql)?:\/\//.test(text);
  } catch {
    return false;
  }
}

/** An address or an address range such as `10.0.0.0/8`. */
export function isAddressRange(text: string): boolean {
  const [address, bits, ...rest] = text.split('/');
  const version = isIP(address ?? '');
  if (version === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

/** What no client ever comes from: this network, multicast, reserved, unspecified (RFC 6890). */
const nobody = [
  { range: '0.0.0.0/8', bits: 8 },
  { range: '224.0.0.0/4', bits: 4 },
  { range: '240.0.0.0/4', bits: 4 },
  { range: '::/128', bits: 128 },
  { range: 'ff00::/8', bits: 8 },
].map(({ range, bits }) => ({ list: addressList([range]), bits }));

/** Whether somebody can come from a range: everybody locked out is a mistake, such as `0.0.0.0` for everybody. */
export function holdsClients(range: string): boolean {
  const [address = '', bits = '128'] = range.split('/');
  return !nobody.some((none) => isListed(address, none.list) && Number(bits) >= none.bits);
}
