/** As Hermes names routes, and as they stand in their addresses. */
export const webhookNamePattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Names that a reader of untrusted JSON leaves out. */
const unreadable = ['constructor', 'prototype'];

/** What Hermes makes of a name that somebody types: `Deploy Ping` is `deploy-ping`. */
export function webhookName(typed: string): string {
  return typed.trim().toLowerCase().replaceAll(' ', '-');
}

/** Why a name cannot be taken; `undefined` when it can. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'It needs a name.';
  if (unreadable.includes(name)) return 'This name is not possible.';
  return webhookNamePattern.test(name)
    ? undefined
    : 'Latin letters, digits, - and _, at most 64, the first a letter or a digit.';
}

/** A body to begin a test with. Hermes finds the kind of the event in `event_type`. */
export function sampleBody(event: string): string {
  return JSON.stringify(
    { test: true, event_type: event, message: 'Hello from Hermes Control Plane' },
    null,
    2,
  );
}
