import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';
import { clientAddress, addressList, type Arrival } from './client-address.ts';

/** Who sends a request, by the trusted proxies of this process. */
@Injectable()
export class ClientAddresses {
  private readonly trusted: ReturnType<typeof addressList>;

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.trusted = addressList(settings.trustProxy);
  }

  of(request: Arrival): string {
    return clientAddress(request, this.trusted);
  }
}
