import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { addressList, isListed } from '../http/client-address.ts';
import { ClientAddresses } from '../http/client-addresses.ts';
import { isForwarded } from '../http/this-machine.ts';
import { SETTINGS } from '../settings-token.ts';
import type { Settings } from '../settings.ts';
import type { ConsoleAccess } from './system.contract.ts';

/** Shows an operator how the list of allowed addresses sees him, so that he can look before he sets one. */
@Injectable()
export class ConsoleAccessReport {
  private readonly allowed: ReturnType<typeof addressList>;
  private readonly trusted: ReturnType<typeof addressList>;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly addresses: ClientAddresses,
  ) {
    this.allowed = addressList(settings.allowedCidrs);
    this.trusted = addressList(settings.trustProxy);
  }

  read(request: Pick<IncomingMessage, 'headers' | 'socket'>): ConsoleAccess {
    const { allowedCidrs } = this.settings;
    const address = this.addresses.of(request);
    return {
      allowed: [...allowedCidrs],
      address,
      isListed: allowedCidrs.length === 0 ? null : isListed(address, this.allowed),
      isProxyUntrusted:
        isForwarded(request) && !isListed(request.socket.remoteAddress ?? '', this.trusted),
    };
  }
}
