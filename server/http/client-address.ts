import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP, isIPv4 } from 'node:net';

/** The part of a request that says where it comes from. */
export interface Arrival {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** Addresses and CIDR ranges as the settings hold them, already checked, as one list to ask. */
export function addressList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

export function isListed(address: string, list: BlockList): boolean {
  const plain = plainAddress(address);
  return plain !== undefined && list.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
}

/**
 * Who sent the request: the socket's peer, unless that is a trusted proxy; then the right-most hop that no trusted
 * proxy stands for. What lies further left was written by the client and is never believed.
 */
export function clientAddress(request: Arrival, trusted: BlockList): string {
  let address = plainAddress(request.socket.remoteAddress ?? '') ?? 'unknown';
  const hops = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  for (const hop of hops.reverse()) {
    if (!isListed(address, trusted)) break;
    const before = plainAddress(hop);
    if (before === undefined) break;
    address = before;
  }
  return address;
}

/** What counts as one source: an IPv4 address, or the /64 that one IPv6 subscriber usually holds (RFC 6177). */
export function sourceOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = canonicalIpv6(address).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(tail === undefined ? 0 : 8 - left.length - right.length).fill('0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}

/** Without port, brackets, zone and IPv4-in-IPv6 notation; `undefined` when it is not an address. */
function plainAddress(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  return isIP(bare) === 0 ? undefined : bare;
}

/** Lower case, shortest form, no dotted part, as the URL standard serialises it. */
function canonicalIpv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
