/** How a provider of Hermes is signed in to. */
export type ProviderAuth = 'api_key' | 'oauth' | 'other';

/** A provider that Hermes 0.19 knows by name. */
export interface KnownProvider {
  readonly id: string;
  readonly auth: ProviderAuth;
  /** Environment variables that may hold its key, the first that is set counts. */
  readonly keys: readonly string[];
  readonly baseUrl: string | null;
  /** Environment variable that replaces `baseUrl`. */
  readonly baseUrlKey: string | null;
}

type Row = readonly [
  id: string,
  auth: ProviderAuth,
  keys: string,
  baseUrl: string | null,
  baseUrlKey: string | null,
];

/** The provider registry of Hermes 0.19, in its order; OpenRouter, which is handled beside it, comes first. */
const rows: readonly Row[] = [
  ['openrouter', 'api_key', 'OPENROUTER_API_KEY', 'https://openrouter.ai/api/v1', null],
  ['nous', 'oauth', '', 'https://inference-api.nousresearch.com/v1', null],
  ['openai-codex', 'oauth', '', 'https://chatgpt.com/backend-api/codex', null],
  ['openai-api', 'api_key', 'OPENAI_API_KEY', 'https://api.openai.com/v1', 'OPENAI_BASE_URL'],
  ['xai-oauth', 'oauth', '', 'https://api.x.ai/v1', null],
  ['qwen-oauth', 'oauth', '', 'https://portal.qwen.ai/v1', null],
  ['lmstudio', 'api_key', 'LM_API_KEY', 'http://127.0.0.1:1234/v1', 'LM_BASE_URL'],
  [
    'copilot',
    'api_key',
    'COPILOT_GITHUB_TOKEN GH_TOKEN GITHUB_TOKEN',
    'https://api.githubcopilot.com',
    'COPILOT_API_BASE_URL',
  ],
  ['copilot-acp', 'other', '', 'acp://copilot', 'COPILOT_ACP_BASE_URL'],
  [
    'gemini',
    'api_key',
    'GOOGLE_API_KEY GEMINI_API_KEY',
    'https://generativelanguage.googleapis.com/v1beta',
    'GEMINI_BASE_URL',
  ],
  [
    'zai',
    'api_key',
    'GLM_API_KEY ZAI_API_KEY Z_AI_API_KEY',
    'https://api.z.ai/api/paas/v4',
    'GLM_BASE_URL',
  ],
  [
    'kimi-coding',
    'api_key',
    'KIMI_API_KEY KIMI_CODING_API_KEY',
    'https://api.moonshot.ai/v1',
    'KIMI_BASE_URL',
  ],
  ['kimi-coding-cn', 'api_key', 'KIMI_CN_API_KEY', 'https://api.moonshot.cn/v1', null],
  [
    'stepfun',
    'api_key',
    'STEPFUN_API_KEY',
    'https://api.stepfun.ai/step_plan/v1',
    'STEPFUN_BASE_URL',
  ],
  ['arcee', 'api_key', 'ARCEEAI_API_KEY', 'https://api.arcee.ai/api/v1', 'ARCEE_BASE_URL'],
  ['gmi', 'api_key', 'GMI_API_KEY', 'https://api.gmi-serving.com/v1', 'GMI_BASE_URL'],
  ['minimax', 'api_key', 'MINIMAX_API_KEY', 'https://api.minimax.io/anthropic', 'MINIMAX_BASE_URL'],
  ['minimax-oauth', 'oauth', '', 'https://api.minimax.io/anthropic', null],
  [
    'anthropic',
    'api_key',
    'ANTHROPIC_API_KEY ANTHROPIC_TOKEN CLAUDE_CODE_OAUTH_TOKEN',
    'https://api.anthropic.com',
    'ANTHROPIC_BASE_URL',
  ],
  [
    'alibaba',
    'api_key',
    'DASHSCOPE_API_KEY',
    'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    'DASHSCOPE_BASE_URL',
  ],
  [
    'alibaba-coding-plan',
    'api_key',
    'ALIBABA_CODING_PLAN_API_KEY DASHSCOPE_API_KEY',
    'https://coding-intl.dashscope.aliyuncs.com/v1',
    'ALIBABA_CODING_PLAN_BASE_URL',
  ],
  [
    'minimax-cn',
    'api_key',
    'MINIMAX_CN_API_KEY',
    'https://api.minimaxi.com/anthropic',
    'MINIMAX_CN_BASE_URL',
  ],
  ['deepseek', 'api_key', 'DEEPSEEK_API_KEY', 'https://api.deepseek.com/v1', 'DEEPSEEK_BASE_URL'],
  ['xai', 'api_key', 'XAI_API_KEY', 'https://api.x.ai/v1', 'XAI_BASE_URL'],
  ['nvidia', 'api_key', 'NVIDIA_API_KEY', 'https://integrate.api.nvidia.com/v1', 'NVIDIA_BASE_URL'],
  [
    'opencode-zen',
    'api_key',
    'OPENCODE_ZEN_API_KEY',
    'https://opencode.ai/zen/v1',
    'OPENCODE_ZEN_BASE_URL',
  ],
  [
    'opencode-go',
    'api_key',
    'OPENCODE_GO_API_KEY',
    'https://opencode.ai/zen/go/v1',
    'OPENCODE_GO_BASE_URL',
  ],
  [
    'kilocode',
    'api_key',
    'KILOCODE_API_KEY',
    'https://api.kilo.ai/api/gateway',
    'KILOCODE_BASE_URL',
  ],
  ['huggingface', 'api_key', 'HF_TOKEN', 'https://router.huggingface.co/v1', 'HF_BASE_URL'],
  ['xiaomi', 'api_key', 'XIAOMI_API_KEY', 'https://api.xiaomimimo.com/v1', 'XIAOMI_BASE_URL'],
  [
    'tencent-tokenhub',
    'api_key',
    'TOKENHUB_API_KEY',
    'https://tokenhub.tencentmaas.com/v1',
    'TOKENHUB_BASE_URL',
  ],
  ['ollama-cloud', 'api_key', 'OLLAMA_API_KEY', 'https://ollama.com/v1', 'OLLAMA_BASE_URL'],
  ['bedrock', 'other', '', 'https://bedrock-runtime.us-east-1.amazonaws.com', 'BEDROCK_BASE_URL'],
  ['vertex', 'other', '', null, null],
  ['azure-foundry', 'api_key', 'AZURE_FOUNDRY_API_KEY', null, 'AZURE_FOUNDRY_BASE_URL'],
  [
    'deepinfra',
    'api_key',
    'DEEPINFRA_API_KEY',
    'https://api.deepinfra.com/v1/openai',
    'DEEPINFRA_BASE_URL',
  ],
  [
    'deep-infra',
    'api_key',
    'DEEPINFRA_API_KEY',
    'https://api.deepinfra.com/v1/openai',
    'DEEPINFRA_BASE_URL',
  ],
  [
    'deepinfra-ai',
    'api_key',
    'DEEPINFRA_API_KEY',
    'https://api.deepinfra.com/v1/openai',
    'DEEPINFRA_BASE_URL',
  ],
  ['fireworks', 'api_key', 'FIREWORKS_API_KEY', 'https://api.fireworks.ai/inference/v1', null],
  ['fireworks-ai', 'api_key', 'FIREWORKS_API_KEY', 'https://api.fireworks.ai/inference/v1', null],
  ['fw', 'api_key', 'FIREWORKS_API_KEY', 'https://api.fireworks.ai/inference/v1', null],
  ['novita', 'api_key', 'NOVITA_API_KEY', 'https://api.novita.ai/openai/v1', 'NOVITA_BASE_URL'],
  ['novita-ai', 'api_key', 'NOVITA_API_KEY', 'https://api.novita.ai/openai/v1', 'NOVITA_BASE_URL'],
  ['novitaai', 'api_key', 'NOVITA_API_KEY', 'https://api.novita.ai/openai/v1', 'NOVITA_BASE_URL'],
  ['upstage', 'api_key', 'UPSTAGE_API_KEY', 'https://api.upstage.ai/v1', 'UPSTAGE_BASE_URL'],
  ['solar', 'api_key', 'UPSTAGE_API_KEY', 'https://api.upstage.ai/v1', 'UPSTAGE_BASE_URL'],
];

export const knownProviders: readonly KnownProvider[] = rows.map(
  ([id, auth, keys, baseUrl, baseUrlKey]) => ({
    id,
    auth,
    keys: keys === '' ? [] : keys.split(' '),
    baseUrl,
    baseUrlKey,
  }),
);

const byId = new Map(knownProviders.map((provider) => [provider.id, provider]));

export function knownProvider(id: string): KnownProvider | undefined {
  return byId.get(id.toLowerCase());
}
