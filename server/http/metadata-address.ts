import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';

/** Cloud machines hand out their credentials on these addresses; no provider lives there. */
const refused = new BlockList();
refused.addSubnet('169.254.0.0', 16, 'ipv4');
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addAddress('fd00:ec2::254', 'ipv6');

/** Whether an address is link-local or a metadata service, also as an IPv4 address inside IPv6. */
export function isMetadataAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  return refused.check(mapped, isIP(mapped) === 6 ? 'ipv6' : 'ipv4');
}

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/** Looks a host up as Node does, but answers nothing that must not be called: the name may change between two look-ups. */
export function guardedLookup(
  host: string,
  options: LookupOptions,
  callback: LookupCallback,
): void {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error, []);
      return;
    }
    const allowed = addresses.filter(({ address }) => !isMetadataAddress(address));
    const first = allowed[0];
    if (!first) {
      const refusal: NodeJS.ErrnoException = new Error(
        `${host} leads to an address that is not called.`,
      );
      refusal.code = 'EREFUSEDADDRESS';
      callback(refusal, []);
    } else if (options.all) callback(null, allowed);
    else callback(null, first.address, first.family);
  });
}

/** A URL whose host already is such an address is not looked up, so it is checked when it is configured. */
export function isMetadataUrl(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 && isMetadataAddress(host);
}
