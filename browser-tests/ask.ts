/** Sends one chat request to a gateway (base URL without `/v1`) and reads its answer whole. */
export async function ask(
  gateway: string,
  key: string,
  prompt: string,
  fields: object = {},
): Promise<{ readonly status: number; readonly text: string; readonly requestId: string }> {
  const response = await fetch(`${gateway}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'Hermes-4-70B',
      messages: [{ role: 'user', content: prompt }],
      max_tokens: 200,
      ...fields,
    }),
  });
  return {
    status: response.status,
    text: await response.text(),
    requestId: response.headers.get('x-request-id') ?? '',
  };
}
