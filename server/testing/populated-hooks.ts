import type { HermesHomeFixture } from './hermes-home-fixture.ts';

/** Secrets in the hooks of a home; none of them may leave the server. */
export const hookSecrets = {
  hookCommand: 'sk-or-v1-c0ffee00c0ffee00c0ffee00c0ffee00',
  hookHandler: 'correct-horse-battery-staple',
} as const;

/** Below `hooks` of config.yaml. */
export const populatedHooks = `hooks:
  pre_tool_call:
    - command: ~/.hermes/agent-hooks/guard.sh --key ${hookSecrets.hookCommand}
`;

/** The files of the hooks of the root's home. */
export async function populateHooks({ put }: HermesHomeFixture): Promise<void> {
  const program = `PASSWORD = "${hookSecrets.hookHandler}"\n`;
  await put('.hermes/agent-hooks/guard.sh', `#!/bin/sh\n${program}echo "{}"\n`, 0o755);
  await put('.hermes/hooks/start/HOOK.yaml', 'name: start\nevents: [gateway:startup]\n', 0o644);
  await put(
    '.hermes/hooks/start/handler.py',
    `${program}def handle(event_type, context):\n    return None\n`,
    0o644,
  );
  await put('.hermes/shell-hooks-allowlist.json', {
    approvals: [
      {
        approved_at: '2026-11-20T10:00:00.000001Z',
        command: `gone.sh ${hookSecrets.hookCommand}`,
        event: 'pre_tool_call',
        script_mtime_at_approval: null,
      },
    ],
  });
}
