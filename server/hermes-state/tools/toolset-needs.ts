import { recordOf, textOf } from '../accounts/identity.ts';
import { namesIn } from './resolve-toolsets.ts';
import type { Need } from './tools.contract.ts';

/** What the needs of toolsets can be judged by. Nothing is called. */
export interface NeedFacts {
  readonly config: Readonly<Record<string, unknown>>;
  /** Of the profile's `.env`. */
  readonly environment: ReadonlyMap<string, string>;
  /** Providers with a login or a key in the profile's `auth.json`. */
  readonly logins: ReadonlySet<string>;
  /** Python packages of the installation; `null` when it cannot be found. */
  readonly packages: ReadonlySet<string> | null;
}

type Judge = (facts: NeedFacts) => Need;

const ready = (detail: string): Need => ({ state: 'ready', detail, variables: [] });
const unknown = (detail: string): Need => ({ state: 'unknown', detail, variables: [] });
const missing = (detail: string): Need => ({ state: 'missing', detail, variables: [] });
const nothing = ready('It needs nothing.');
const perhapsElsewhere =
  'It may still be set in the environment of a running Hermes, which is not seen here.';

function withVariables(need: Need, names: readonly string[], { environment }: NeedFacts): Need {
  const variables = names.map((name) => ({ name, isSet: Boolean(environment.get(name)) }));
  return { ...need, variables };
}

function firstSet(names: readonly string[], { environment }: NeedFacts): string | undefined {
  return names.find((name) => environment.get(name));
}

/** One of several variables will do. */
function anyOf(names: readonly string[], otherwise: (facts: NeedFacts) => Need): Judge {
  return (facts) => {
    const set = firstSet(names, facts);
    const need = set === undefined ? otherwise(facts) : ready(`${set} is set in .env.`);
    return withVariables(need, names, facts);
  };
}

function noneOf(names: readonly string[]): Need {
  const words = names.length === 1 ? `${names[0]} is` : `None of ${names.join(', ')} is`;
  return missing(`${words}${names.length === 1 ? ' not' : ''} set in .env. ${perhapsElsewhere}`);
}

/** A subscription with Nous can stand in for keys; whether there is one, only Nous knows. */
function orNous(names: readonly string[]): (facts: NeedFacts) => Need {
  return ({ logins }) =>
    logins.has('nous')
      ? unknown(
          'No key is set in .env, but somebody is signed in to Nous: a subscription there includes it. Whether there is one cannot be known here.',
        )
      : noneOf(names);
}

function hasXai(facts: NeedFacts): boolean {
  return Boolean(facts.environment.get('XAI_API_KEY')) || facts.logins.has('xai-oauth');
}

const webKeys = [
  ...['FIRECRAWL_API_KEY', 'FIRECRAWL_API_URL', 'EXA_API_KEY', 'PARALLEL_API_KEY'],
  ...['TAVILY_API_KEY', 'BRAVE_SEARCH_API_KEY', 'SEARXNG_URL'],
];

const web: Judge = anyOf(webKeys, (facts) => {
  if (hasXai(facts)) return ready('The login or key of xAI can search; it cannot read pages.');
  if (facts.packages?.has('ddgs'))
    return ready('The package ddgs searches without a key; it cannot read pages.');
  return orNous(webKeys)(facts);
});

const speechKeys: Readonly<Record<string, readonly string[]>> = {
  openai: ['VOICE_TOOLS_OPENAI_KEY', 'OPENAI_API_KEY'],
  elevenlabs: ['ELEVENLABS_API_KEY'],
  mistral: ['MISTRAL_API_KEY'],
  gemini: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  deepinfra: ['DEEPINFRA_API_KEY'],
};

const tts: Judge = (facts) => {
  const provider = textOf(recordOf(facts.config.tts).provider) ?? 'edge';
  if (provider === 'edge') return ready('Microsoft Edge speaks without a key.');
  if (provider === 'xai')
    return hasXai(facts)
      ? ready('The login or key of xAI is there.')
      : withVariables(noneOf(['XAI_API_KEY']), ['XAI_API_KEY'], facts);
  const keys = Object.hasOwn(speechKeys, provider) ? speechKeys[provider] : undefined;
  if (keys === undefined)
    return unknown(`tts.provider is ${provider}; whether it is installed cannot be known here.`);
  return anyOf(keys, provider === 'openai' ? orNous(keys) : () => noneOf(keys))(facts);
};

/** Where commands run, by `terminal.backend`. */
const terminal: Judge = (facts) => {
  const settings = recordOf(facts.config.terminal);
  const backend = textOf(settings.backend) ?? 'local';
  switch (backend) {
    case 'local':
      return ready('Commands run on this machine, without a sandbox.');
    case 'ssh': {
      const names = ['TERMINAL_SSH_HOST', 'TERMINAL_SSH_USER'];
      const isSet =
        (textOf(settings.ssh_host) ?? facts.environment.get(names[0]!)) &&
        (textOf(settings.ssh_user) ?? facts.environment.get(names[1]!));
      if (isSet) return unknown('Commands run over SSH; whether the host answers is not tried.');
      return missing('The backend is ssh, but terminal.ssh_host or terminal.ssh_user is not set.');
    }
    case 'daytona':
      return anyOf(['DAYTONA_API_KEY'], () => noneOf(['DAYTONA_API_KEY']))(facts);
    case 'modal': {
      const names = ['MODAL_TOKEN_ID', 'MODAL_TOKEN_SECRET'];
      const isWhole = names.every((name) => facts.environment.get(name));
      const need = isWhole
        ? ready('Both variables of Modal are set in .env.')
        : unknown('Both variables are needed, or a ~/.modal.toml, which is not looked at.');
      return withVariables(need, names, facts);
    }
    default:
      return unknown(`The backend is ${backend}; whether it is installed is not looked at.`);
  }
};

const spotify: Judge = ({ config, logins }) => {
  if (namesIn(recordOf(config.plugins).disabled).includes('spotify'))
    return missing('The plugin spotify is disabled in config.yaml.');
  return logins.has('spotify')
    ? ready('Somebody is signed in to Spotify.')
    : missing('Nobody is signed in to Spotify: run "hermes auth spotify login" on the server.');
};

const contextEngine: Judge = ({ config }) => {
  const engine = textOf(recordOf(config.context).engine);
  return engine === null || engine === 'compressor'
    ? missing('The built-in compressor has no tools. Another engine is set by context.engine.')
    : unknown(`The engine is ${engine}; which tools it has shows when Hermes runs.`);
};

const token = (name: string): Judge => anyOf([name], () => noneOf([name]));
const xai: Judge = (facts) =>
  withVariables(
    hasXai(facts)
      ? ready('The login or key of xAI is there.')
      : missing(`Nobody is signed in to xAI, and XAI_API_KEY is not set. ${perhapsElsewhere}`),
    ['XAI_API_KEY'],
    facts,
  );
const imageKeys = ['FAL_KEY', 'OPENAI_API_KEY', 'XAI_API_KEY'];
const image: Judge = anyOf(imageKeys, (facts) =>
  hasXai(facts) ? ready('The login of xAI makes images.') : orNous(imageKeys)(facts),
);
const videoKeys = ['FAL_KEY', 'XAI_API_KEY'];
const video: Judge = anyOf(videoKeys, (facts) =>
  hasXai(facts) ? ready('The login of xAI makes videos.') : orNous(videoKeys)(facts),
);

const judges: Readonly<Record<string, Judge>> = {
  web,
  tts,
  terminal,
  spotify,
  browser: () =>
    unknown(
      'It needs a Chromium with the program agent-browser, or a browser in the cloud. What is installed cannot be known from the files; "hermes tools post-setup agent_browser" installs it.',
    ),
  vision: () => unknown('It needs a model that sees; Hermes looks for one when it starts.'),
  video: () => unknown('It needs a model that sees videos.'),
  image_gen: image,
  video_gen: video,
  x_search: xai,
  context_engine: contextEngine,
  homeassistant: token('HASS_TOKEN'),
  discord: token('DISCORD_BOT_TOKEN'),
  discord_admin: token('DISCORD_BOT_TOKEN'),
  yuanbao: () => unknown('It works while the gateway is connected to Yuanbao.'),
  computer_use: () =>
    unknown(
      'It needs the program cua-driver. Whether it is installed cannot be known from the files; "hermes tools post-setup cua_driver" installs it.',
    ),
  kanban: () => ready('Hermes offers it to its workers only.'),
  feishu_doc: token('FEISHU_APP_ID'),
  feishu_drive: token('FEISHU_APP_ID'),
};

/** Whether what a toolset of Hermes works with is there. */
export function needOf(name: string, facts: NeedFacts): Need {
  const judge = Object.hasOwn(judges, name) ? judges[name] : undefined;
  return judge === undefined ? nothing : judge(facts);
}
