import { knownKeys, knownKeysByName } from './known-keys.ts';

describe('the catalogue of environment keys', () => {
  it.each([
    ['TELEGRAM_ALLOWED_USERS', 'Telegram: who may talk to Hermes, separated by commas'],
    ['QQ_GROUP_ALLOWED_USERS', 'QQ: who may talk to Hermes in groups'],
    ['OPENROUTER_API_KEY', 'OpenRouter: API key'],
    ['HERMES_LANGFUSE_BASE_URL', 'Hermes: langfuse, address to use instead of the usual one'],
    ['GATEWAY_RELAY_DELIVERY_KEY', 'Relay: delivery key'],
    ['HF_TOKEN', 'HuggingFace: token'],
  ])('says what %s is', (key, words) => {
    expect(knownKeysByName.get(key)!.description).toBe(words);
  });

  it('names each key once, says something of each, and hides what sounds like a secret', () => {
    expect(new Set(knownKeys.map(({ key }) => key)).size).toBe(knownKeys.length);
    expect(knownKeys.filter(({ description }) => /(^|: )$|undefined/.test(description))).toEqual(
      [],
    );
    expect(knownKeysByName.get('GATEWAY_RELAY_SECRET')!.isSecret).toBe(true);
  });
});
