import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings, type Settings } from '../settings.ts';

export const testPassword = 'correct horse battery staple';

/** Ports chosen by the system. */
export const anyPorts = {
  HERMES_CONSOLE_PORT: '0',
  HERMES_PRE_AI_API_PORT: '0',
  HERMES_POST_AI_API_PORT: '0',
};

/** Settings as an operator would give them, with a data folder of their own and ports chosen by the system. */
export function testSettings(changes: Partial<Settings> = {}): Settings {
  return {
    ...readSettings({
      HERMES_ADMIN_PASSWORD: testPassword,
      ...anyPorts,
      HERMES_DATA_DIR: mkdtempSync(join(tmpdir(), 'hcp-data-')),
    }),
    ...changes,
  };
}
