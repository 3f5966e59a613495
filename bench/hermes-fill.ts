import { createStateDatabase, noon } from '../server/testing/state-database.ts';

const sources = ['cli', 'telegram', 'cron', 'discord', 'webhook', 'api_server'];
const models = ['claude-sonnet-4-6', 'gpt-5.5', 'Hermes-4-405B', 'deepseek-chat'];
const words =
  'the release deploy of harbour notes fails on branch while tests run against staging and main again'.split(
    ' ',
  );

/** Sessions and messages as a busy home has them: 20 messages each, some compressed, delegated, failed or archived. */
export function fillStateDatabase(
  file: string,
  { sessions, messagesEach }: { readonly sessions: number; readonly messagesEach: number },
): void {
  const state = createStateDatabase(file, { journal: 'wal' });
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const text = (length: number) => Array.from({ length }, () => pick(words)).join(' ');
  state.atOnce(() => {
    for (let n = 0; n < sessions; n++) {
      const id = `s${String(n).padStart(6, '0')}`;
      const started_at = noon - (sessions - n) * 600;
      const isContinued = n % 20 === 0;
      const isContinuation = n % 20 === 1;
      const isDelegated = n % 20 === 5;
      const parent = isContinuation || isDelegated ? `s${String(n - 1).padStart(6, '0')}` : null;
      const model = pick(models);
      const config = isDelegated
        ? { max_iterations: 120, _delegate_from: parent }
        : { max_iterations: 120 };
      const tokens = { input_tokens: 4000, output_tokens: 300, cache_read_tokens: 2000 };
      state.session(id, {
        source: isDelegated ? 'subagent' : pick(sources),
        model,
        model_config: JSON.stringify(config),
        started_at,
        ended_at: started_at + 500,
        end_reason: isContinued ? 'compression' : 'cli_close',
        parent_session_id: parent,
        title: n % 3 === 0 ? `Work ${n} on ${pick(words)}` : null,
        message_count: messagesEach,
        archived: n % 50 === 49 ? 1 : 0,
        ...tokens,
      });
      state.usage(id, model, {
        billing_provider: 'anthropic',
        api_call_count: 10,
        estimated_cost_usd: 0.01,
        cost_status: 'estimated',
        first_seen: started_at,
        last_seen: started_at + 500,
        ...tokens,
      });
      if (n % 4 === 0)
        state.usage(id, 'gemini-3-flash', {
          task: 'title_generation',
          api_call_count: 1,
          input_tokens: 300,
          output_tokens: 9,
          first_seen: started_at,
          last_seen: started_at,
        });
      for (let m = 0; m < messagesEach; m++) {
        const timestamp = started_at + m * 20;
        const kind = m % 4;
        if (kind === 0) state.message(id, 'user', text(20), { timestamp });
        else if (kind === 1)
          state.message(id, 'assistant', '', {
            timestamp,
            finish_reason: 'tool_calls',
            tool_calls: JSON.stringify([
              {
                id: `c${m}`,
                type: 'function',
                function: { name: 'terminal', arguments: JSON.stringify({ command: text(8) }) },
              },
            ]),
          });
        else if (kind === 2)
          state.message(id, 'tool', text(120), {
            timestamp,
            tool_name: 'terminal',
            tool_call_id: `c${m - 1}`,
          });
        else
          state.message(id, 'assistant', text(60), {
            timestamp,
            finish_reason: n % 100 === 7 && m === 3 ? 'error' : 'stop',
          });
      }
    }
    state.message('s000500', 'user', 'a zebra nobody else mentions');
  });
  state.close();
}
