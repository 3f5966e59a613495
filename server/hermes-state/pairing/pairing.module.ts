import { Module } from '@nestjs/common';
import { HermesStateModule } from '../hermes-state.module.ts';
import { PairingController } from './pairing.controller.ts';
import { PairingReader } from './pairing-reader.ts';
import { PairingVerbs } from './pairing-verbs.ts';

/** Who may talk to Hermes on its messaging platforms. */
@Module({
  imports: [HermesStateModule],
  controllers: [PairingController],
  providers: [PairingReader, PairingVerbs],
})
export class PairingModule {}
