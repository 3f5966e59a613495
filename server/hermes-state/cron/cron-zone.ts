import { Injectable } from '@nestjs/common';
import { HermesHome } from '../hermes-home.ts';
import { isZone } from './zone-time.ts';
import type { CronZone } from './cron.contract.ts';

/** In which zone Hermes reads and shows the times of a profile's jobs: `HERMES_TIMEZONE`, else `timezone`, else the machine's. */
@Injectable()
export class CronZones {
  constructor(private readonly home: HermesHome) {}

  async read(profile: string): Promise<CronZone> {
    const [environment, config] = await Promise.all([
      this.home.readText('hermes', this.home.pathIn(profile, '.env')),
      this.home.readYaml('hermes', this.home.pathIn(profile, 'config.yaml')),
    ]);
    const named =
      environment.status === 'present' ? variableIn(environment.value, 'HERMES_TIMEZONE') : '';
    if (named !== '') return zoneOf(named, 'environment');
    const written = config.status === 'present' ? config.value.value.timezone : undefined;
    if (typeof written === 'string' && written.trim() !== '')
      return zoneOf(written.trim(), 'config');
    return { name: machineZone(), source: 'machine', problem: null };
  }
}

function zoneOf(name: string, source: CronZone['source']): CronZone {
  if (isZone(name)) return { name, source, problem: null };
  return {
    name: machineZone(),
    source: 'machine',
    problem: `${name.slice(0, 60)} is no time zone; Hermes takes that of the machine.`,
  };
}

/** Of this process. Where Hermes runs on another machine, name the zone in its configuration. */
function machineZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function variableIn(text: string, name: string): string {
  const pattern = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*(.*)$`, 'gm');
  const value = [...text.matchAll(pattern)].at(-1)?.[1] ?? '';
  return value.trim().replace(/^(["'])(.*)\1$/, '$2');
}
