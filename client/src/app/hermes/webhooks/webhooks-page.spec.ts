import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type {
  Webhook,
  Webhooks,
} from '../../../../../server/hermes-state/webhooks/webhooks.contract';
import { refuse, requestTo } from '../../testing/answer-http';
import { control, eventually, field, openPage, shownText, type } from '../../testing/render';
import { someone } from '../../testing/samples';
import { WebhooksPage } from './webhooks-page';

const path = '/api/admin/hermes/webhooks';
const deploy: Webhook = {
  name: 'deploy',
  source: 'subscription',
  url: 'http://127.0.0.1:8644/webhooks/deploy',
  description: 'Deploys',
  events: ['push'],
  prompt: 'Look',
  skills: [],
  deliver: 'telegram',
  isDeliveredOnly: false,
  chatId: '7',
  script: null,
  isEnabled: true,
  createdAt: null,
  secret: { masked: 'fake…0001', fingerprint: '0011223344556677', from: 'own' },
  problems: ['The gateway is not connected to telegram; answers cannot go there.'],
};
const webhooks: Webhooks = {
  profile: 'default',
  files: [{ file: 'webhook_subscriptions.json', status: 'present', reason: null }],
  version: 'v1',
  platform: {
    isEnabled: true,
    enabledBy: 'config.yaml',
    host: '127.0.0.1',
    port: 8644,
    baseUrl: 'http://127.0.0.1:8644',
    isLocalOnly: true,
    isShared: false,
    secret: null,
    ratePerMinute: 30,
    mostBodyBytes: 1_048_576,
    gateway: { verdict: 'running', summary: 'It runs.', platformState: 'connected' },
  },
  webhooks: [deploy, { ...deploy, name: 'fixed', source: 'config', problems: [] }],
  isCut: false,
  skillNames: [],
  deliverTargets: ['log'],
};
const open = async (found: Webhooks = webhooks, me = someone(), url = '/webhooks') => {
  await openPage([{ path: '**', component: WebhooksPage }], url, { me });
  (await requestTo(path)).flush(found);
  await eventually('list', () => shownText().includes('Hermes is set to listen on'));
};
const choose = async (item: string) => {
  control('Actions for deploy').click();
  await eventually('menu', () => document.querySelector('[role="menu"]') !== null);
  control(item).click();
};

describe('Webhooks page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('tells where Hermes listens, and each webhook with its masked secret', async () => {
    await open();
    expect(shownText()).toContain('at most 30 events a minute of 1 MiB each');
    expect(shownText()).toContain('Only programs on the same machine reach it');
    expect(shownText()).toContain('telegram 7');
    expect(shownText()).toContain('fake…0001');
    expect(shownText()).not.toContain('Events do not arrive');
  });

  it.each([
    [{ isEnabled: false }, 'The webhook platform is not enabled'],
    [
      { gateway: { verdict: 'stopped', summary: 'It does not run.', platformState: null } },
      'Events do not arrive now. About the gateway of this profile: It does not run.',
    ],
    [
      { gateway: { verdict: 'running', summary: 'It runs.', platformState: 'fatal' } },
      'its webhook platform is fatal',
    ],
  ] as const)('says why nothing arrives (%j)', async (platform, said) => {
    await open({ ...webhooks, platform: { ...webhooks.platform, ...platform } });
    expect(shownText()).toContain(said);
  });

  it('shows what becomes of the file before it saves, from the version that was compared', async () => {
    await open();
    await choose('Edit…');
    await eventually('form', () => shownText().includes('Edit deploy'));
    type(field('Events'), 'push, push , tag,');
    control('Review…').click();
    const preview = await requestTo(`${path}/preview`, 'POST');
    expect(preview.request.params.get('name')).toBe('deploy');
    expect(preview.request.body).toMatchObject({ events: ['push', 'tag'], chatId: '7' });
    preview.flush({ file: 'webhook_subscriptions.json', before: 'a', after: 'b', version: 'v2' });
    await eventually('difference', () => shownText().includes('1 line added, 1 removed'));
    expect(shownText()).toContain('The file was changed since you began.');
    control('Save webhook').click();
    const { request } = await requestTo(path, 'PUT');
    expect(request.headers.get('if-match')).toBe('"v2"');
  });

  it('shows a new secret once', async () => {
    await open();
    await choose('Rotate secret…');
    await eventually('question', () => shownText().includes('Give deploy another secret?'));
    control('Rotate secret').click();
    const request = await requestTo(`${path}/rotate`, 'POST');
    expect(request.request.headers.get('if-match')).toBe('"v1"');
    request.flush({ name: 'deploy', secret: 'brand-new-secret', version: 'v2' });
    await eventually('secret', () => shownText().includes('brand-new-secret'));
  });

  it('deletes the version that was shown, and tells a refusal', async () => {
    await open();
    await choose('Delete…');
    await eventually('question', () => shownText().includes('Delete the webhook deploy?'));
    control('Delete webhook').click();
    const request = await requestTo(path, 'DELETE');
    expect(request.request.headers.get('if-match')).toBe('"v1"');
    refuse(request, 412, { code: 'file_changed', message: 'Changed meanwhile.' });
    await eventually('refusal', () => shownText().includes('Changed meanwhile.'));
  });

  it('asks before an event starts an agent, and not before one that is ignored', async () => {
    await open(webhooks, someone(), '/webhooks?webhook=deploy');
    await eventually('details', () => shownText().includes('Try it'));
    expect(shownText()).toContain('Hermes does not listen to this event');
    control('Send test event').click();
    const request = await requestTo(`${path}/test`, 'POST');
    expect(JSON.parse((request.request.body as { body: string }).body)).toMatchObject({
      event_type: 'test',
    });
    request.flush({
      outcome: 'ignored',
      message: 'The signature is right.',
      url: deploy.url,
      status: 200,
      tookMs: 12,
      answer: '{"status":"ignored"}',
      isAnswerCut: false,
      sentAt: '2026-11-21T10:00:00.000Z',
    });
    await eventually('result', () => shownText().includes('The signature is right.'));
    type(field('Body'), '{"event_type": "push"}');
    await eventually('effect', () => shownText().includes('Hermes starts an agent for it'));
    control('Send event…').click();
    await eventually('question', () => shownText().includes('Send this event to deploy?'));
  });

  it('lets viewers read and nothing else', async () => {
    await open(webhooks, someone({ role: 'viewer' }), '/webhooks?webhook=deploy');
    await eventually('details', () => shownText().includes('0011223344556677'));
    for (const word of ['New webhook', 'Try it', 'Rotate', 'Delete'])
      expect(shownText()).not.toContain(word);
  });

  it('does not offer to change a route of config.yaml', async () => {
    await open(webhooks, someone(), '/webhooks?webhook=config:fixed');
    await eventually('details', () => shownText().includes('This is a route of config.yaml'));
    expect(shownText()).not.toContain('Rotate secret…');
    expect(shownText()).toContain('Try it');
  });
});
