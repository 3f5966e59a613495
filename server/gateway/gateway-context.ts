import { Injectable } from '@nestjs/common';
import { gatewayNames, type GatewayName, type Settings } from '../settings.ts';

/** Which of the two gateways this is, and where its sibling is. */
@Injectable()
export class GatewayContext {
  constructor(
    readonly name: GatewayName,
    readonly settings: Settings,
    /** Ports in use; known once the gateways listen. */
    private readonly ports: ReadonlyMap<GatewayName, number>,
  ) {}

  /** `"post" (port 8646)`, for messages. */
  describe(names: readonly GatewayName[]): string[] {
    return gatewayNames
      .filter((name) => names.includes(name))
      .map(
        (name) => `"${name}" (port ${this.ports.get(name) ?? this.settings.gateways[name].port})`,
      );
  }
}
