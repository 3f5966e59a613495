import type { HermesHome } from '../hermes-home.ts';
import { isRecord, recordOf, textOf } from './identity.ts';

/**
 * Addresses of the endpoints that the configuration names, by the name of their pool (`custom:<slug>`): the mapping
 * `providers` and the list `custom_providers` of Hermes before.
 */
export async function customUrlsIn(
  home: HermesHome,
  profile: string,
): Promise<ReadonlyMap<string, string>> {
  const file = await home.readYaml('hermes', home.pathIn(profile, 'config.yaml'));
  const config = file.status === 'present' ? file.value.value : {};
  const { custom_providers: listed } = config;
  const entries: [name: unknown, entry: unknown][] = [
    ...Object.entries(recordOf(config.providers)),
    ...(Array.isArray(listed) ? listed : []).map((entry: unknown): [unknown, unknown] => [
      recordOf(entry).name,
      entry,
    ]),
  ];
  return new Map(
    entries.flatMap(([name, entry]) => {
      const url = isRecord(entry) ? urlOf(entry) : undefined;
      const slug = textOf(name)?.trim().toLowerCase().replaceAll(' ', '-');
      return url === undefined || !slug ? [] : [[`custom:${slug}`, url] as const];
    }),
  );
}

/** The first that is an http or https address, in Hermes' order. */
function urlOf(entry: Record<string, unknown>): string | undefined {
  return [entry.base_url, entry.url, entry.api]
    .filter((each): each is string => typeof each === 'string')
    .find((each) => URL.canParse(each) && /^https?:$/.test(new URL(each).protocol));
}
