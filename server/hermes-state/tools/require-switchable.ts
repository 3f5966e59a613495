import { NotFound } from '../../http/domain-error.ts';
import { boundTo } from './known-toolsets.ts';
import type { PlatformChoice } from './resolve-toolsets.ts';
import type { ToolsReading } from './tools-reader.ts';
import { ToolsetLocked } from './tools.errors.ts';
import type { SwitchToolset, Toolset } from './tools.contract.ts';

/**
 * The platform, and the toolset if the files know it: one of a plugin may be known to Hermes only. Throws `NotFound` for a
 * platform nobody knows and {@link ToolsetLocked} for what would have no effect.
 */
export function requireSwitchable(
  { tools, choices }: ToolsReading,
  { toolset: name, platform, isEnabled }: SwitchToolset,
): { readonly choice: PlatformChoice; readonly toolset: Toolset | undefined } {
  const choice = choices.find((one) => one.name === platform);
  if (choice === undefined) throw new NotFound(`The platform ${platform}`);
  const toolset = tools.toolsets.find((one) => one.name === name);
  if (toolset?.lockedReason != null) throw new ToolsetLocked(toolset.lockedReason);
  const bound = boundTo.get(name);
  if (bound !== undefined && bound !== platform)
    throw new ToolsetLocked(`${name} exists on ${bound} only.`);
  if (isEnabled && toolset?.isDisabledEverywhere)
    throw new ToolsetLocked(
      `agent.disabled_toolsets keeps ${name} off on every platform. Take it out of there first.`,
    );
  return { choice, toolset };
}
