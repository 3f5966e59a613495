import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { relayDialUrl } from './relay-address.ts';
import {
  isRelayDelivery,
  relaySignatureHeader,
  relayTimestampHeader,
  signRelayDelivery,
} from './relay-delivery.ts';
import { signForRelay } from './relay-mac.ts';
import { makeRelayToken, verifyRelayToken } from './relay-token.ts';

/** Each has what its function takes and what it answered. */
interface Vector {
  readonly fn: string;
  readonly payload: string;
  readonly gateway_id: string;
  readonly secret: string;
  readonly secrets: string[];
  readonly hex: string;
  readonly ttl_seconds: number;
  readonly token: string;
  readonly now: number;
  readonly body: string;
  readonly [relayTimestampHeader]: string;
  readonly [relaySignatureHeader]: string;
  readonly keys: string[];
  readonly result: unknown;
}

/** What hermes-agent 0.19 itself made and verified. */
const { vectors, url_mapping: addresses } = JSON.parse(
  readFileSync('server/testing/relay-auth-vectors.json', 'utf8'),
) as { vectors: Vector[]; url_mapping: { input: string; ws_dial: string }[] };
const of = (fn: string) => vectors.filter((vector) => vector.fn === fn);
const at = (seconds: number) => new Date(seconds * 1000);
const now = at(1_800_000_000);
const secret = 'test-secret-0001';

describe('what Hermes made', () => {
  it.each(of('sign'))('is signed alike: $payload', ({ payload, secret: key, hex }) => {
    expect(signForRelay(payload, key)).toBe(hex);
  });

  it.each(of('make_token'))('is the same token: $decoded', (vector) => {
    const { payload, secret: key, ttl_seconds: ttlSeconds, token } = vector;
    expect(makeRelayToken(payload, key, { ttlSeconds, now: at(vector.now) })).toBe(token);
  });

  it.each(of('make_upgrade_token'))('is the same for an upgrade: $gateway_id', (vector) => {
    const token = makeRelayToken(vector.gateway_id, vector.secret, { now: at(vector.now) });
    expect(token).toBe(vector.token);
  });

  it.each(of('verify_token'))('is judged alike: a token, $case', (vector) => {
    const found = verifyRelayToken(vector.token, vector.secrets, at(vector.now));
    expect(found ?? null).toBe(vector.result);
  });

  it.each(of('verify_delivery_signature'))('is judged alike: a delivery, $case', (vector) => {
    const body = Buffer.from(vector.body);
    const headers = {
      [relayTimestampHeader]: vector[relayTimestampHeader],
      [relaySignatureHeader]: vector[relaySignatureHeader],
    };
    expect(isRelayDelivery(headers, body, vector.keys, at(vector.now))).toBe(vector.result);
  });

  it.each(addresses)('is called at the same address: $input', ({ input, ws_dial }) => {
    expect(relayDialUrl(input)).toBe(ws_dial);
  });
});

it.each(['', 'connector.example', 'ftp://connector.example', 'file:///relay', 'wss://'])(
  'calls nothing at %p',
  (text) => expect(relayDialUrl(text)).toBeUndefined(),
);

it('an empty secret vouches for nothing', () => {
  const body = Buffer.from('{}');
  expect(verifyRelayToken(makeRelayToken('gw-1', '', { now }), ['', secret], now)).toBeUndefined();
  expect(isRelayDelivery(signRelayDelivery(body, '', now), body, ['', secret], now)).toBe(false);
});

describe('a token', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });

  it('is believed of whoever has the secret, and of nobody else', () => {
    fc.assert(
      fc.property(text, text, text, (payload, key, other) => {
        const token = makeRelayToken(payload, key, { now });
        expect(verifyRelayToken(token, [other, key], now)).toBe(payload);
        if (key !== other) expect(verifyRelayToken(token, [other], now)).toBeUndefined();
      }),
    );
  });

  it('is good for its time to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (ttlSeconds) => {
        const token = makeRelayToken('gw', secret, { ttlSeconds, now });
        const after = (seconds: number) =>
          verifyRelayToken(token, [secret], at(1_800_000_000 + seconds));
        expect([after(ttlSeconds), after(ttlSeconds + 1)]).toEqual(['gw', undefined]);
      }),
    );
  });

  it('is not believed once any of its letters is another', () => {
    const signed = Buffer.from(makeRelayToken('gw-1', secret, { now }), 'base64url').toString();
    fc.assert(
      fc.property(fc.nat(signed.length - 65), fc.integer({ min: 33, max: 126 }), (index, code) => {
        const changed =
          signed.slice(0, index) + String.fromCharCode(code) + signed.slice(index + 1);
        fc.pre(changed !== signed);
        const token = Buffer.from(changed).toString('base64url');
        expect(verifyRelayToken(token, [secret], now)).toBeUndefined();
      }),
    );
  });

  it('of any other text is nothing, and does no harm', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
      fc.string({ maxLength: 100 }).map((each) => Buffer.from(each).toString('base64url')),
    );
    fc.assert(
      fc.property(hostile, (token) => {
        expect(verifyRelayToken(token, [secret], now)).toBeUndefined();
      }),
    );
  });

  const signedAs = (signed: string) =>
    Buffer.from(`${signed}:${signForRelay(signed, secret)}`).toString('base64url');
  it.each([
    ['without an end', signedAs('gw-1')],
    ['with words for its end', signedAs('gw-1:tomorrow')],
    ['with an end below 0', signedAs('gw-1:-1')],
    ['with a fraction for its end', signedAs('gw-1:1800000300.5')],
    ['with an empty end', signedAs('gw-1:')],
    ['with an end no clock reaches', signedAs('gw-1:9999999999999999')],
    ['whose signature is too short', Buffer.from('gw:0:ab').toString('base64url')],
    ['whose signature is too long', Buffer.from(`gw:0:${'a'.repeat(66)}`).toString('base64url')],
    ['whose signature is no hex', Buffer.from(`gw:0:${'x'.repeat(64)}`).toString('base64url')],
    [
      'whose signature is of other digits',
      Buffer.from(`gw:0:${'٣'.repeat(64)}`).toString('base64url'),
    ],
    ['that is not UTF-8', Buffer.from([0xff, 0x3a, 0x30, 0x3a, 0x30]).toString('base64url')],
    ['that is huge', 'a'.repeat(5_000_000)],
    ['with blanks around it', ` ${makeRelayToken('gw-1', secret, { now })} `],
    ['in another alphabet', '////:++++'],
    ['that is empty', ''],
  ])('%s is not believed', (_, token) => {
    expect(verifyRelayToken(token, [secret], now)).toBeUndefined();
  });
});

describe('a delivery', () => {
  const bytes = fc.uint8Array({ maxLength: 500 });

  it('is believed of these bytes and these keys alone', () => {
    fc.assert(
      fc.property(bytes, fc.string({ minLength: 1 }), fc.nat(), (body, key, place) => {
        const headers = signRelayDelivery(body, key, now);
        expect(isRelayDelivery(headers, body, ['', 'older', key], now)).toBe(true);
        expect(isRelayDelivery(headers, body, [`${key}.`, ''], now)).toBe(false);
        const changed = Uint8Array.from(body.length > 0 ? body : [1]);
        changed[place % changed.length]! ^= 1;
        expect(isRelayDelivery(headers, changed, [key], now)).toBe(false);
      }),
    );
  });

  it('cannot lend its signature to another time with the same digits', () => {
    const headers = signRelayDelivery(Buffer.from('1.x'), secret, now);
    const moved = { ...headers, [relayTimestampHeader]: '180000000' };
    expect(isRelayDelivery(moved, Buffer.from('01.x'), [secret], at(180_000_000))).toBe(false);
  });

  const good = signRelayDelivery(Buffer.from('{}'), secret, now);
  it.each<[string, IncomingHttpHeaders]>([
    ['no headers', {}],
    ['a time with blanks', { ...good, [relayTimestampHeader]: ' 1800000000' }],
    ['a time below 0', { ...good, [relayTimestampHeader]: '-1800000000' }],
    ['a time in other digits', { ...good, [relayTimestampHeader]: '١٨٠٠٠٠٠٠٠٠' }],
    ['a time in hexadecimal', { ...good, [relayTimestampHeader]: '0x6b49d200' }],
    ['a time no number holds', { ...good, [relayTimestampHeader]: '9'.repeat(400) }],
    ['two times', { ...good, [relayTimestampHeader]: ['1800000000', '1800000000'] }],
    ['two signatures', { ...good, [relaySignatureHeader]: [good[relaySignatureHeader]] }],
    ['half a signature', { ...good, [relaySignatureHeader]: good[relaySignatureHeader].slice(32) }],
    ['a named scheme', { ...good, [relaySignatureHeader]: `sha256=${good[relaySignatureHeader]}` }],
  ])('with %s is not believed', (_, headers) => {
    expect(isRelayDelivery(headers, Buffer.from('{}'), [secret], now)).toBe(false);
  });
});

describe('a delivery over HTTP, as forks of before 0.19 receive it', () => {
  const key = 'delivery-key-0001';
  /** As Python writes JSON: with blanks behind colons and commas. */
  const body = Buffer.from('{"type": "message", "event": {"text": "żółw 🚀", "n": 1.0}}');
  const receiver = createServer((request, response) => {
    void bodyOf(request).then((received) => {
      const isKnown = isRelayDelivery(request.headers, received, ['rotated', key]);
      response.writeHead(isKnown ? 200 : 401).end();
    });
  });
  beforeAll(() => once(receiver.listen(0, '127.0.0.1'), 'listening'));
  afterAll(() => receiver.close());

  const deliver = async (sent: Buffer, headers: object) => {
    const { port } = receiver.address() as AddressInfo;
    const request = httpRequest({
      port,
      host: '127.0.0.1',
      method: 'POST',
      headers: { ...headers },
    });
    const [answer] = (await once(request.end(sent), 'response')) as [IncomingMessage];
    return answer.resume().statusCode;
  };

  it('is taken as it was signed, however it was cut on the way', async () => {
    expect(await deliver(body, signRelayDelivery(body, key))).toBe(200);
    const chunked = { ...signRelayDelivery(body, key), 'transfer-encoding': 'chunked' };
    expect(await deliver(body, chunked)).toBe(200);
  });

  it('is refused once somebody on the way parsed it and wrote it again', async () => {
    const again = Buffer.from(JSON.stringify(JSON.parse(body.toString())));
    expect(again.equals(body)).toBe(false);
    expect(await deliver(again, signRelayDelivery(body, key))).toBe(401);
  });

  it('is refused without a signature, with the key of another, and as a replay of before', async () => {
    expect(await deliver(body, {})).toBe(401);
    expect(await deliver(body, signRelayDelivery(body, 'another'))).toBe(401);
    const early = new Date(Date.now() - 302_000);
    expect(await deliver(body, signRelayDelivery(body, key, early))).toBe(401);
  });
});

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
