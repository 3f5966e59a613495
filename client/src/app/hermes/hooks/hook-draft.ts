import {
  longestTimeoutSeconds,
  type ShellHookEvent,
  shellHookEvents,
  toolEvents,
} from '../../../../../server/hermes-state/hooks/hook-events.format';
import type {
  HookChange,
  HookDraft,
  ShellHook,
} from '../../../../../server/hermes-state/hooks/hooks.contract';

/** What stands in the form. */
export interface HookForm {
  readonly event: string;
  readonly command: string;
  readonly matcher: string;
  readonly timeout: string;
}

export function beginningOf(hook: ShellHook | undefined): HookForm {
  if (hook === undefined) return { event: 'pre_tool_call', command: '', matcher: '', timeout: '' };
  return {
    event: hook.event,
    command: hook.command ?? '',
    matcher: hook.matcher ?? '',
    timeout: hook.isTimeoutGiven ? String(hook.timeoutSeconds) : '',
  };
}

export const takesMatcher = (event: string): boolean => toolEvents.includes(event);

/** What is wrong with the form, by field. */
export function mistakesIn(form: HookForm, hook: ShellHook | undefined): Map<string, string> {
  const found = new Map<string, string>();
  const command = form.command.trim();
  if (!shellHookEvents.some((event) => event === form.event))
    found.set('event', 'Hermes knows no such event.');
  if (command === '') found.set('command', 'It needs a command.');
  else if (command.startsWith('-')) found.set('command', 'No command begins with a dash.');
  else if (/‹hidden:|\[hidden\]/.test(command) && command !== hook?.command)
    found.set('command', 'Type the hidden secret itself, or leave the command as it was.');
  if (form.timeout.trim() !== '' && !isTimeout(form.timeout))
    found.set('timeout', `It is a whole number of seconds, ${longestTimeoutSeconds} at most.`);
  return found;
}

function isTimeout(text: string): boolean {
  const seconds = Number(text);
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= longestTimeoutSeconds;
}

/** What is sent for a form without mistakes. A command that was not touched is not sent: it may be masked. */
export function changeOf(form: HookForm, hook: ShellHook | undefined): HookChange {
  const command = form.command.trim();
  const matcher = form.matcher.trim();
  const draft: HookDraft = {
    event: form.event as ShellHookEvent,
    ...(command !== hook?.command && { command }),
    matcher: matcher !== '' && takesMatcher(form.event) ? matcher : null,
    timeoutSeconds: form.timeout.trim() === '' ? null : Number(form.timeout),
  };
  if (hook?.index == null) return { kind: 'add', hook: draft };
  return { kind: 'change', event: hook.event, index: hook.index, hook: draft };
}
