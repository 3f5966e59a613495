/** As in `known-keys.ts`, for providers, tools and skills. */
export const otherKeys = `
NOUS_BASE_URL provider plain -
OPENROUTER_API_KEY provider secret https://openrouter.ai/keys OpenRouter
GOOGLE_API_KEY provider secret https://aistudio.google.com/app/apikey Google AI Studio
GEMINI_API_KEY provider secret https://aistudio.google.com/app/apikey Google AI Studio
GEMINI_BASE_URL provider plain - Google AI Studio
VERTEX_CREDENTIALS_PATH provider plain https://cloud.google.com/iam/docs/keys-create-delete Google Vertex AI
XAI_API_KEY provider secret https://console.x.ai/ xAI
XAI_BASE_URL provider plain - xAI
NVIDIA_API_KEY provider secret https://build.nvidia.com/ NVIDIA NIM
NVIDIA_BASE_URL provider plain - NVIDIA NIM
LM_API_KEY provider secret - LM Studio
LM_BASE_URL provider plain - LM Studio
GLM_API_KEY provider secret https://z.ai/ Z.AI (GLM)
ZAI_API_KEY provider secret https://z.ai/ Z.AI (GLM)
Z_AI_API_KEY provider secret https://z.ai/ Z.AI (GLM)
GLM_BASE_URL provider plain - Z.AI (GLM)
KIMI_API_KEY provider secret https://platform.moonshot.cn/ Kimi / Kimi Coding Plan
KIMI_BASE_URL provider plain - Kimi / Kimi Coding Plan
KIMI_CN_API_KEY provider secret https://platform.moonshot.cn/ Kimi / Moonshot (China)
STEPFUN_API_KEY provider secret https://platform.stepfun.com/ StepFun Step Plan
STEPFUN_BASE_URL provider plain - StepFun Step Plan
ARCEEAI_API_KEY provider secret https://chat.arcee.ai/ Arcee AI
ARCEE_BASE_URL provider plain - Arcee AI
GMI_API_KEY provider secret https://www.gmicloud.ai/ GMI Cloud
GMI_BASE_URL provider plain - GMI Cloud
FIREWORKS_API_KEY provider secret https://app.fireworks.ai/settings/users/api-keys Fireworks AI
MINIMAX_API_KEY provider secret https://www.minimax.io/ MiniMax
MINIMAX_BASE_URL provider plain - MiniMax
MINIMAX_CN_API_KEY provider secret https://www.minimaxi.com/ MiniMax (China)
MINIMAX_CN_BASE_URL provider plain - MiniMax (China)
DEEPSEEK_API_KEY provider secret https://platform.deepseek.com/api_keys DeepSeek
DEEPSEEK_BASE_URL provider plain - DeepSeek
DASHSCOPE_API_KEY provider secret https://modelstudio.console.alibabacloud.com/ Qwen Cloud
DASHSCOPE_BASE_URL provider plain - Qwen Cloud
HERMES_QWEN_BASE_URL provider plain -
OPENCODE_ZEN_API_KEY provider secret https://opencode.ai/auth OpenCode Zen
OPENCODE_ZEN_BASE_URL provider plain - OpenCode Zen
OPENCODE_GO_API_KEY provider secret https://opencode.ai/auth OpenCode Go
OPENCODE_GO_BASE_URL provider plain - OpenCode Go
HF_TOKEN provider secret https://huggingface.co/settings/tokens HuggingFace
HF_BASE_URL provider plain - HuggingFace
OLLAMA_API_KEY provider secret https://ollama.com/settings Ollama Cloud
OLLAMA_BASE_URL provider plain - Ollama Cloud
XIAOMI_API_KEY provider secret https://platform.xiaomimimo.com Xiaomi MiMo
XIAOMI_BASE_URL provider plain - Xiaomi MiMo
UPSTAGE_API_KEY provider secret https://console.upstage.ai/api-keys Upstage Solar
UPSTAGE_BASE_URL provider plain - Upstage Solar
AWS_REGION provider plain https://docs.aws.amazon.com/bedrock/latest/userguide/bedrock-regions.html AWS Bedrock
AWS_PROFILE provider plain - AWS Bedrock
AZURE_FOUNDRY_API_KEY provider secret https://ai.azure.com/ Azure Foundry
AZURE_FOUNDRY_BASE_URL provider plain - Azure Foundry
EXA_API_KEY tool secret https://exa.ai/
PARALLEL_API_KEY tool secret https://parallel.ai/
FIRECRAWL_API_KEY tool secret https://firecrawl.dev/
FIRECRAWL_API_URL tool plain -
FIRECRAWL_GATEWAY_URL tool plain -
TOOL_GATEWAY_DOMAIN tool plain -
TOOL_GATEWAY_SCHEME tool plain -
TOOL_GATEWAY_USER_TOKEN tool secret -
TAVILY_API_KEY tool secret https://app.tavily.com/home
SEARXNG_URL tool plain https://searxng.github.io/searxng/
BRAVE_SEARCH_API_KEY tool secret https://brave.com/search/api/
BROWSERBASE_API_KEY tool secret https://browserbase.com/
BROWSERBASE_PROJECT_ID tool plain https://browserbase.com/
BROWSER_USE_API_KEY tool secret https://browser-use.com/
FIRECRAWL_BROWSER_TTL tool plain -
AGENT_BROWSER_ENGINE tool plain https://github.com/vercel-labs/agent-browser
CAMOFOX_URL tool plain https://github.com/jo-inc/camofox-browser
CAMOFOX_API_KEY tool secret https://github.com/jo-inc/camofox-browser
FAL_KEY tool secret https://fal.ai/
KREA_API_KEY tool secret https://www.krea.ai/settings/api-tokens
VOICE_TOOLS_OPENAI_KEY tool secret https://platform.openai.com/api-keys
ELEVENLABS_API_KEY tool secret https://elevenlabs.io/
MISTRAL_API_KEY tool secret https://console.mistral.ai/
GITHUB_TOKEN tool secret https://github.com/settings/tokens
NOTION_API_KEY skill secret https://www.notion.so/my-integrations
LINEAR_API_KEY skill secret https://linear.app/settings/account/security
AIRTABLE_API_KEY skill secret https://airtable.com/create/tokens
TENOR_API_KEY skill secret https://developers.google.com/tenor/guides/quickstart
HONCHO_API_KEY tool secret https://app.honcho.dev
HONCHO_BASE_URL tool plain -
HINDSIGHT_API_KEY tool secret https://hindsight.vectorize.io
HINDSIGHT_API_URL tool plain -
SUPERMEMORY_API_KEY tool secret https://supermemory.ai
MEM0_API_KEY tool secret https://app.mem0.ai
RETAINDB_API_KEY tool secret https://retaindb.com
RETAINDB_BASE_URL tool plain -
BRV_API_KEY tool secret https://app.byterover.dev
OPENVIKING_API_KEY tool secret -
OPENVIKING_ENDPOINT tool plain -
HERMES_LANGFUSE_PUBLIC_KEY tool plain https://cloud.langfuse.com
HERMES_LANGFUSE_SECRET_KEY tool secret https://cloud.langfuse.com
HERMES_LANGFUSE_BASE_URL tool plain -
SUDO_PASSWORD setting secret -
HERMES_PREFILL_MESSAGES_FILE setting plain -
HERMES_EPHEMERAL_SYSTEM_PROMPT setting plain -
ALIBABA_CODING_PLAN_API_KEY provider secret https://help.aliyun.com/zh/model-studio/ Alibaba Cloud (Coding Plan)
ALIBABA_CODING_PLAN_BASE_URL provider plain https://help.aliyun.com/zh/model-studio/ Alibaba Cloud (Coding Plan)
ANTHROPIC_API_KEY provider secret - Anthropic
ANTHROPIC_TOKEN provider secret - Anthropic
CLAUDE_CODE_OAUTH_TOKEN provider secret - Anthropic
DEEPINFRA_API_KEY provider secret https://deepinfra.com/dash/api_keys DeepInfra
DEEPINFRA_BASE_URL provider plain https://deepinfra.com/dash/api_keys DeepInfra
KILOCODE_API_KEY provider secret - Kilo Code
KIMI_CODING_API_KEY provider secret https://platform.moonshot.cn/ Kimi / Kimi Coding Plan
NOVITA_API_KEY provider secret https://novita.ai/settings/key-management NovitaAI
NOVITA_BASE_URL provider plain https://novita.ai/settings/key-management NovitaAI
TERMINAL_ENV setting plain -
GATEWAY_RELAY_URL setting plain -
GATEWAY_RELAY_ID setting plain -
GATEWAY_RELAY_SECRET setting secret -
GATEWAY_RELAY_DELIVERY_KEY setting secret -
GATEWAY_RELAY_WAKE_URL setting plain -
RAFT_PROFILE setting plain -
ANTHROPIC_BASE_URL provider plain - Anthropic
OPENAI_API_KEY provider secret - OpenAI API
OPENAI_BASE_URL provider plain - OpenAI API
TOKENHUB_API_KEY provider secret - Tencent TokenHub
TOKENHUB_BASE_URL provider plain - Tencent TokenHub
COPILOT_GITHUB_TOKEN provider secret - GitHub Copilot
GH_TOKEN provider secret - GitHub Copilot
COPILOT_API_BASE_URL provider plain - GitHub Copilot
KILOCODE_BASE_URL provider plain - Kilo Code
`;
