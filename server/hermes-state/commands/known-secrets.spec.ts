import { Logger } from '@nestjs/common';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { readSettings } from '../../settings.ts';
import { HermesHome } from '../hermes-home.ts';
import { KnownSecrets, maskedStart, maskText, readFor } from './known-secrets.ts';

const config = `model: openai/gpt-5
platforms:
  webhook: {extra: {secret: plain-hook-4711}}
  chat: {extra: {bot_token: plainvalue99, passwd: short}}
mcp_servers:
  crm: {command: npx, env: {CRM_LOGIN: plain-login-4711}}
`;
const inConfig = ['plain-hook-4711', 'plainvalue99', 'plain-login-4711'];
let fixture: HermesHomeFixture;
let secrets: KnownSecrets;

/** What is left of a text that holds all of the words. */
const maskedWords = async (words: readonly string[], profile = 'default') => {
  const mask = await secrets.maskFor(profile);
  return mask(`401 for ${words.join(' and ')}.`);
};
const hiddenAll = (words: readonly string[]) =>
  `401 for ${words.map(() => '[hidden]').join(' and ')}.`;

beforeEach(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  fixture = await createHermesHome();
  const settings = readSettings({ HERMES_HOME: fixture.at('.hermes') });
  secrets = new KnownSecrets(settings, new HermesHome(settings));
});
afterEach(() => fixture.remove());

describe('secrets of config.yaml', () => {
  it('are hidden by the names they stand under', async () => {
    await fixture.put('.hermes/config.yaml', config);
    expect(await maskedWords(inConfig)).toBe(hiddenAll(inConfig));
    expect(await maskedWords(['gpt-5', 'short'])).toBe('401 for gpt-5 and short.');
  });

  it('are those of the profile and of the default one', async () => {
    await fixture.put('.hermes/config.yaml', config);
    await fixture.put('.hermes/profiles/coder/config.yaml', 'web: {api_key: plain-web-4711}\n');
    const words = [...inConfig, 'plain-web-4711'];
    expect(await maskedWords(words, 'coder')).toBe(hiddenAll(words));
  });

  it.each([
    ['does not parse', `${config}agent: [\n`],
    ['is too large to be parsed', `${config}notes:\n${'  - a line of notes\n'.repeat(10_000)}`],
    [
      'has them at the end of much else',
      `notes:\n${'  - a line of notes\n'.repeat(10_000)}${config}`,
    ],
  ])('are hidden when the file %s', async (_, text) => {
    await fixture.put('.hermes/config.yaml', text);
    expect(await maskedWords(inConfig)).toBe(hiddenAll(inConfig));
  });

  it('are hidden wherever they stand in one long line', async () => {
    const words = Array.from({ length: 400 }, (_, number) => `plain-value-${number + 1000}`);
    const pairs = words.map((word) => `{note: ${'x'.repeat(400)}, api_key: ${word}}`);
    await fixture.put('.hermes/config.yaml', `list: [${pairs.join(', ')}]\n`);
    expect(await maskedWords(words)).toBe(hiddenAll(words));
  });

  it('are read again once the file has changed', async () => {
    await fixture.put('.hermes/config.yaml', config);
    await maskedWords([]);
    await fixture.put('.hermes/config.yaml', config.replace('plainvalue99', 'plainvalue77'));
    expect(await maskedWords(['plainvalue77', 'plainvalue99'])).toBe(
      '401 for [hidden] and plainvalue99.',
    );
  });
});

describe('secrets of a home', () => {
  it('are hidden however many lie in another file', async () => {
    const many = Array.from({ length: 600 }, (_, number) => `ITEM_${number}_KEY=value-${number}-x`);
    await fixture.put('.hermes/.env', many.join('\n'));
    await fixture.put('.hermes/auth.json', { providers: { nous: { token: 'plain-nous-4711' } } });
    await fixture.put('.hermes/mcp-tokens/crm.json', { access_token: 'plain-access-4711' });
    await fixture.put('.hermes/config.yaml', config);
    const words = ['value-0-x', 'plain-nous-4711', 'plain-access-4711', ...inConfig];
    expect(await maskedWords(words)).toBe(hiddenAll(words));
  });
});

const secret = 'swordfish-of-everybody';
const mask = (text: string) => maskText(text, [secret]);

describe('the start of a text', () => {
  it('is all of it when it is short', () => {
    expect(maskedStart(`so ${secret}!`, 20, mask)).toBe('so [hidden]!');
  });

  it('has its length after its secrets are hidden', () => {
    const text = `${'x'.repeat(8)}${secret}${'y'.repeat(9000)}`;
    expect(maskedStart(text, 20, mask)).toBe(`${'x'.repeat(8)}[hidden]yyyy`);
  });

  it('holds no half of a secret where reading stopped, however much was hidden before it', () => {
    const many = `${secret} `.repeat(readFor(300) / (secret.length + 1));
    expect(maskedStart(`${many}${secret}`, 300, mask)).not.toContain('sword');
  });
});
