/** What Hermes 0.19 knows of a provider by itself (its provider registry). */
export interface ProviderFacts {
  readonly name: string;
  /** Where its API answers unless an entry says otherwise. */
  readonly baseUrl: string;
  /** Takes API keys; the others only logins. */
  readonly takesKeys: boolean;
}

const withKeys: readonly (readonly [id: string, name: string, baseUrl: string])[] = [
  ['openrouter', 'OpenRouter', 'https://openrouter.ai/api/v1'],
  ['anthropic', 'Anthropic', 'https://api.anthropic.com'],
  ['openai-api', 'OpenAI API', 'https://api.openai.com/v1'],
  ['gemini', 'Google Gemini', 'https://generativelanguage.googleapis.com/v1beta'],
  ['xai', 'xAI', 'https://api.x.ai/v1'],
  ['deepseek', 'DeepSeek', 'https://api.deepseek.com/v1'],
  ['zai', 'Z.ai', 'https://api.z.ai/api/paas/v4'],
  ['kimi-coding', 'Kimi', 'https://api.moonshot.ai/v1'],
  ['kimi-coding-cn', 'Kimi (China)', 'https://api.moonshot.cn/v1'],
  ['stepfun', 'StepFun', 'https://api.stepfun.ai/step_plan/v1'],
  ['arcee', 'Arcee', 'https://api.arcee.ai/api/v1'],
  ['gmi', 'GMI', 'https://api.gmi-serving.com/v1'],
  ['minimax', 'MiniMax', 'https://api.minimax.io/anthropic'],
  ['minimax-cn', 'MiniMax (China)', 'https://api.minimaxi.com/anthropic'],
  ['alibaba', 'Alibaba', 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1'],
  ['alibaba-coding-plan', 'Alibaba Coding Plan', 'https://coding-intl.dashscope.aliyuncs.com/v1'],
  ['nvidia', 'NVIDIA', 'https://integrate.api.nvidia.com/v1'],
  ['opencode-zen', 'OpenCode Zen', 'https://opencode.ai/zen/v1'],
  ['opencode-go', 'OpenCode Go', 'https://opencode.ai/zen/go/v1'],
  ['kilocode', 'Kilo Code', 'https://api.kilo.ai/api/gateway'],
  ['huggingface', 'Hugging Face', 'https://router.huggingface.co/v1'],
  ['xiaomi', 'Xiaomi', 'https://api.xiaomimimo.com/v1'],
  ['tencent-tokenhub', 'Tencent TokenHub', 'https://tokenhub.tencentmaas.com/v1'],
  ['ollama-cloud', 'Ollama Cloud', 'https://ollama.com/v1'],
  ['deepinfra', 'DeepInfra', 'https://api.deepinfra.com/v1/openai'],
  ['fireworks', 'Fireworks', 'https://api.fireworks.ai/inference/v1'],
  ['novita', 'Novita', 'https://api.novita.ai/openai/v1'],
  ['upstage', 'Upstage', 'https://api.upstage.ai/v1'],
  ['copilot', 'GitHub Copilot', 'https://api.githubcopilot.com'],
  ['lmstudio', 'LM Studio', 'http://127.0.0.1:1234/v1'],
];
const loginOnly: typeof withKeys = [
  ['nous', 'Nous Portal', 'https://inference-api.nousresearch.com/v1'],
  ['openai-codex', 'OpenAI Codex (ChatGPT)', 'https://chatgpt.com/backend-api/codex'],
  ['xai-oauth', 'xAI Grok (OAuth)', 'https://api.x.ai/v1'],
  ['minimax-oauth', 'MiniMax (OAuth)', 'https://api.minimax.io/anthropic'],
  ['qwen-oauth', 'Qwen (Qwen CLI)', 'https://portal.qwen.ai/v1'],
];

const facts = new Map<string, ProviderFacts>([
  ...withKeys.map(([id, name, baseUrl]) => [id, { name, baseUrl, takesKeys: true }] as const),
  ...loginOnly.map(([id, name, baseUrl]) => [id, { name, baseUrl, takesKeys: false }] as const),
]);

export const factsOf = (provider: string): ProviderFacts | undefined => facts.get(provider);

/** Providers that a key can be added for. */
export const keyProviders = withKeys.map(([id, name, baseUrl]) => ({ id, name, baseUrl }));

/** Providers whose logins Hermes keeps in both shapes, and the source of the pool's entry that mirrors the login. */
const mirrored: ReadonlyMap<string, string> = new Map([
  ['nous', 'device_code'],
  ['openai-codex', 'device_code'],
  ['xai-oauth', 'device_code'],
  ['minimax-oauth', 'oauth'],
]);

/** The source of a pool's entry that mirrors the login in `providers`; nothing for providers without one. */
export const mirrorSourceOf = (provider: string): string | undefined => mirrored.get(provider);

/** Providers with an interactive login of Hermes' own, `hermes auth add <provider>`. */
const withLogin = new Set([...mirrored.keys(), 'anthropic', 'qwen-oauth']);
export const hasLogin = (provider: string): boolean => withLogin.has(provider);
export const loginProviders: readonly string[] = [...withLogin].sort();

const borrowed = /^(env:|config:|claude_code$|gh_cli$|qwen-cli$|model_config$)/;

/** The token lies somewhere else, and Hermes would put the entry back as long as it does. */
export const isBorrowedSource = (source: string): boolean => borrowed.test(source);

/**
 * What has to be suppressed so that an entry does not come back when Hermes looks next; empty for entries that were
 * added by hand (Hermes' `auth remove` does the same).
 */
export function sourcesToSuppress(provider: string, source: string): readonly string[] {
  if (provider === 'copilot' && (source === 'gh_cli' || source.startsWith('env:')))
    return ['gh_cli', 'env:COPILOT_GITHUB_TOKEN', 'env:GH_TOKEN', 'env:GITHUB_TOKEN'];
  if (isBorrowedSource(source) || source === 'hermes_pkce') return [source];
  return source === mirrorSourceOf(provider) ? [source] : [];
}
