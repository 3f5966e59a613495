import { Injectable } from '@nestjs/common';
import { GatewayActivity } from './gateway-activity.ts';
import { GatewayDirectory } from './gateway-directory.ts';
import type { GatewayFigures } from './gateways.contract.ts';

/** How the gateways of this process are doing. */
@Injectable()
export class FiguresReport {
  constructor(
    private readonly directory: GatewayDirectory,
    private readonly activity: GatewayActivity,
  ) {}

  read(): GatewayFigures {
    return {
      at: new Date().toISOString(),
      items: this.directory.all.map(({ name, upstream }) => {
        const { kind, state, reason } = upstream.state;
        const open = this.activity.openIn(name);
        return {
          gateway: name,
          ...this.activity.figures[name].read(),
          openRequests: open.requests,
          openStreams: open.streams,
          upstream: { kind, state, reason },
        };
      }),
    };
  }
}
