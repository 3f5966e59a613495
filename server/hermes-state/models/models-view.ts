import type { Account } from '../accounts/accounts.contract.ts';
import { redact } from '../../redaction.ts';
import { recordOf, textOf } from '../accounts/identity.ts';
import { knownProviders } from './known-providers.ts';
import { credentialOf, ofEndpoint, type Known } from './model-credentials.ts';
import {
  poolStrategies,
  type FallbackEntry,
  type Models,
  type Primary,
} from './models.contract.ts';
import {
  auxiliaryTasks,
  writtenEndpoints,
  writtenFallback,
  writtenPrimary,
  writtenTask,
} from './written-models.ts';

/** What is read besides `config.yaml`. */
export interface ModelsSurroundings {
  readonly environment: ReadonlyMap<string, string>;
  readonly accounts: readonly Account[];
}

export type ModelsContent = Pick<
  Models,
  | 'primary'
  | 'fallback'
  | 'steps'
  | 'endpoints'
  | 'auxiliary'
  | 'delegation'
  | 'strategies'
  | 'migrations'
  | 'providers'
  | 'knownModels'
>;

/** Everything about models that a configuration says, as Hermes understands it. */
export function modelsIn(
  config: Readonly<Record<string, unknown>>,
  surroundings: ModelsSurroundings,
): ModelsContent {
  const endpoints = writtenEndpoints(config);
  const known: Known = { ...surroundings, endpoints };
  const written = shown(writtenPrimary(config));
  const primary: Primary = {
    ...written,
    credential: credentialOf({ ...written, keyEnv: null }, known),
  };
  const fallback = writtenFallback(config).map((entry) => ({
    ...shown(entry),
    credential: credentialOf(entry, known),
  }));
  const auxiliary = tasksIn(config);
  const delegation = shown(writtenTask('delegation', config.delegation));
  return {
    primary,
    fallback,
    steps: stepsOf(primary, fallback),
    endpoints: endpoints.map((each) => ({ ...shown(each), credential: ofEndpoint(each, known) })),
    auxiliary,
    delegation,
    strategies: strategiesIn(config, surroundings.accounts),
    migrations: migrationsIn(config, primary),
    providers: [
      ...endpoints.filter(({ ignored }) => ignored === null).map(({ slug }) => `custom:${slug}`),
      ...knownProviders.map(({ id }) => id),
    ],
    knownModels: unique([
      primary.model,
      ...fallback.map(({ model }) => model),
      ...endpoints.flatMap(({ model, models }) => [model, ...models]),
      ...[...auxiliary, delegation].map(({ model }) => model),
    ]),
  };
}

/** A password in an address stays in the file. */
function shown<Row extends { readonly baseUrl: string | null }>(row: Row): Row {
  return row.baseUrl === null ? row : { ...row, baseUrl: redact(row.baseUrl) };
}

/** The tasks Hermes knows, and others that somebody wrote. */
function tasksIn(config: Readonly<Record<string, unknown>>) {
  const written = recordOf(config.auxiliary);
  const others = Object.keys(written)
    .filter((task) => !(auxiliaryTasks as readonly string[]).includes(task))
    .filter((task) => typeof written[task] === 'object' && written[task] !== null);
  return [...auxiliaryTasks, ...others].map((task) => shown(writtenTask(task, written[task])));
}

function stepsOf(primary: Primary, fallback: readonly FallbackEntry[]): Models['steps'] {
  const counted = fallback.filter(({ ignored }) => ignored === null);
  return [...(primary.model === null ? [] : [primary]), ...counted].map(
    ({ model, provider, baseUrl, credential }) => ({
      label: `${model} via ${provider ?? 'auto'}${baseUrl === null ? '' : ` at ${baseUrl}`}`,
      credential,
    }),
  );
}

function strategiesIn(
  config: Readonly<Record<string, unknown>>,
  accounts: readonly Account[],
): Models['strategies'] {
  const written = recordOf(config.credential_pool_strategies);
  const names = unique([...Object.keys(written), ...accounts.map(({ provider }) => provider)]);
  return names.map((provider) => {
    const strategy = textOf(written[provider]);
    return {
      provider,
      strategy,
      isKnown: strategy === null || (poolStrategies as readonly string[]).includes(strategy),
      credentials: accounts.filter((account) => account.provider === provider).length,
    };
  });
}

function migrationsIn(
  config: Readonly<Record<string, unknown>>,
  { shape }: Primary,
): Models['migrations'] {
  const old = config.custom_providers;
  return [
    ...(shape === 'text' || shape === 'old_names' ? (['primary'] as const) : []),
    ...(config.fallback_model ? (['fallback_model'] as const) : []),
    ...(Array.isArray(old) && old.length > 0 ? (['custom_providers'] as const) : []),
  ];
}

function unique(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.filter((text) => text !== null))].slice(0, 300);
}
