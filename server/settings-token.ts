/** Injects the {@link import('./settings.ts').Settings} of this process. */
export const SETTINGS = Symbol('Settings');
