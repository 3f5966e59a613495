import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageFolder } from '../version.ts';

export interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly stop_grace_period: string;
  readonly depends_on?: Record<string, { condition: string }>;
  readonly ports?: readonly string[];
  readonly volumes: readonly string[];
  readonly environment: Record<string, string>;
  readonly healthcheck?: object;
  readonly logging: { options: Record<string, string> };
}

export interface ComposeFile {
  readonly services: { readonly app: ComposeService; readonly postgres: ComposeService };
  readonly volumes: Record<string, unknown>;
}

/**
 * `docker-compose.yml` with these variables put in, as Compose does it (its documentation, "Interpolation"). Throws what
 * `:?` says of a variable that is missing.
 */
export function composeFile(variables: Record<string, string>): ComposeFile {
  return parse(composeText(), (_, value: unknown) =>
    typeof value === 'string' ? interpolated(value, variables) : value,
  ) as ComposeFile;
}

export const composeText = () => readFileSync(join(packageFolder, 'docker-compose.yml'), 'utf8');

/** `${NAME:-default}` and `${NAME:?message}`; a default may hold further ones, so the innermost come first. */
function interpolated(text: string, variables: Record<string, string>): string {
  const inner = /\$\{([A-Z_]+):([-?])([^${}]*)\}/;
  for (;;) {
    const [whole, name, kind, rest] = inner.exec(text) ?? [];
    if (whole === undefined) return text;
    const value = variables[name!] || (kind === '-' ? rest! : undefined);
    if (value === undefined) throw new Error(`${name}: ${rest}`);
    text = text.replace(whole, () => value);
  }
}
