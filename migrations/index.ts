/** The migrations in order. A new one is a new line at the end; a released one never changes. */
export { InitialSchema1763683200000 } from './1763683200000-initial-schema.ts';
export { ConsoleSecret1763683300000 } from './1763683300000-console-secret.ts';
export { Administration1763683400000 } from './1763683400000-administration.ts';
export { LateEnds1763683500000 } from './1763683500000-late-ends.ts';
export { LogAtScale1763683700000 } from './1763683700000-log-at-scale.ts';
export { PromptPreviews1763683800000 } from './1763683800000-prompt-previews.ts';
export { HermesStorage1763683900000 } from './1763683900000-hermes-storage.ts';
export { HermesMcpTests1763684000000 } from './1763684000000-hermes-mcp-tests.ts';
export { AccessTokens1763684100000 } from './1763684100000-access-tokens.ts';
