import type { HermesHomeFixture } from './hermes-home-fixture.ts';

/** What the checks of security look at beside the rest: consent to a hook, and a log that holds a secret in use. */
export async function populateSecurity({ put }: HermesHomeFixture, secret: string): Promise<void> {
  await put('.hermes/shell-hooks-allowlist.json', {
    approvals: [
      {
        event: 'pre_tool_call',
        command: '~/.hermes/agent-hooks/guard.sh',
        approved_at: '2026-11-08T07:10:01Z',
        script_mtime_at_approval: '2026-11-08T07:00:00Z',
      },
    ],
  });
  await put('.hermes/agent-hooks/guard.sh', '#!/bin/sh\nexit 0\n', 0o755);
  await put(
    '.hermes/logs/gui.log',
    `2026-11-20 10:00:00,123 INFO gui: asked with ${secret} for models\n`,
    0o644,
  );
}
