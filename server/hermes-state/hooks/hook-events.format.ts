/** What shell hooks can be called at (hermes-agent 0.19); any other name is ignored. */
export const shellHookEvents = [
  'api_request_error',
  'kanban_task_blocked',
  'kanban_task_claimed',
  'kanban_task_completed',
  'on_session_end',
  'on_session_finalize',
  'on_session_reset',
  'on_session_start',
  'post_api_request',
  'post_approval_response',
  'post_llm_call',
  'post_tool_call',
  'pre_api_request',
  'pre_approval_request',
  'pre_gateway_dispatch',
  'pre_llm_call',
  'pre_tool_call',
  'pre_verify',
  'subagent_start',
  'subagent_stop',
  'transform_llm_output',
  'transform_terminal_output',
  'transform_tool_result',
] as const;
export type ShellHookEvent = (typeof shellHookEvents)[number];

/** Only there a matcher counts. */
export const toolEvents: readonly string[] = ['pre_tool_call', 'post_tool_call'];

/** What the gateway tells its own hooks; `command:` stands before the name of a command, or a star. */
export const gatewayEvents = [
  'gateway:startup',
  'session:start',
  'session:end',
  'session:reset',
  'agent:start',
  'agent:step',
  'agent:end',
] as const;

/** In seconds, as Hermes takes them. */
export const defaultTimeoutSeconds = 60;
export const longestTimeoutSeconds = 300;

/** Whether the gateway ever tells a hook that asks for this event. */
export function isGatewayEvent(event: string): boolean {
  return (
    gatewayEvents.some((known) => known === event) ||
    /^(gateway|session|agent|command):\*$/.test(event) ||
    /^command:[^\s:*]+$/.test(event)
  );
}

/** The known name that a mistyped one is closest to; nothing when none is close. */
export function closestEvent(event: string): string | undefined {
  const [best] = shellHookEvents
    .map((name) => ({ name, distance: distanceOf(event.slice(0, 64), name) }))
    .sort((one, other) => one.distance - other.distance);
  return best !== undefined && best.distance <= 3 ? best.name : undefined;
}

/** How many letters have to be added, removed or replaced (Levenshtein). */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let at = 1; at <= other.length; at++)
      next[at] = Math.min(
        next[at - 1]! + 1,
        row[at]! + 1,
        row[at - 1]! + (letter === other[at - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[other.length]!;
}
