import { gatewayNames, type Settings } from './settings.ts';

/** A shorter one would take ordinary words out of every text with it. */
const shortestSecret = 6;

/** Every secret the settings hold, for finding them where they must not be. */
export function secretsOf(settings: Settings): string[] {
  const { adminPassword, dashboardToken, metricsToken, databaseUrl, gateways, trustedAuth } =
    settings;
  const keys = gatewayNames.map((name) => gateways[name].upstreamApiKey);
  const given = [
    adminPassword,
    dashboardToken,
    metricsToken,
    databaseUrl,
    passwordOf(databaseUrl),
    trustedAuth?.secret,
    ...keys,
  ];
  return given.filter((text) => text !== undefined && text.length >= shortestSecret) as string[];
}

function passwordOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  return decodeURIComponent(new URL(url).password) || undefined;
}
