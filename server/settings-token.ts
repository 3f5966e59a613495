/** Injects the {@link Settings} of the process. */
export const SETTINGS = Symbol('Settings');
