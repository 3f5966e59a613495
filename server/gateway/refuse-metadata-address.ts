import { guardedLookup } from '../http/metadata-address.ts';
import type { UpstreamKind } from './gateways.contract.ts';

/** Connection options for an upstream. What runs on this machine itself needs no look-up. */
export function connectOptions(kind: UpstreamKind): { lookup?: typeof guardedLookup } {
  return kind === 'url' ? { lookup: guardedLookup } : {};
}
