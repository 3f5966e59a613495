import { eventually } from '../testing/eventually.ts';
import { GatewayClient } from '../testing/gateway-client.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';

describe('GET /metrics', () => {
  let product: TestProduct;
  const token = 'a-token-for-the-metrics';
  const ask = (headers: Record<string, string> = {}) =>
    fetch(`${product.consoleUrl}/metrics`, { headers });
  const valueOf = async (line: string) => {
    const text = await (await ask()).text();
    const found = text.split('\n').find((each) => each.startsWith(`${line} `));
    return found === undefined ? undefined : Number(found.split(' ').at(-1));
  };

  beforeAll(async () => {
    product = await startTestProduct({ HERMES_METRICS_TOKEN: token });
  });

  it('is Prometheus text for this machine', async () => {
    const response = await ask();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    const text = await response.text();
    for (const name of ['hermes_build_info', 'nodejs_eventloop_lag_p99_seconds', 'process_cpu'])
      expect(text).toContain(name);
  });

  it('asks whoever comes through a proxy for the token', async () => {
    const forwarded = { 'x-forwarded-for': '127.0.0.1' };
    const refused = await ask(forwarded);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    const open = await ask({ ...forwarded, authorization: `Bearer ${token}` });
    expect(open.status).toBe(200);
  });

  it('counts requests, tokens and durations by gateway', async () => {
    const { key, apiUser } = await product.createUser();
    await (await new GatewayClient(product, key).ask('ok:1', { stream: true })).text();
    await eventually(async () =>
      expect(
        await valueOf(
          'hermes_gateway_requests_total{gateway="pre",status="2xx",end_reason="done"}',
        ),
      ).toBe(1),
    );
    expect(await valueOf('hermes_gateway_tokens_total{gateway="pre",kind="charged"}')).toBe(25);
    expect(await valueOf('hermes_gateway_request_duration_seconds_count{gateway="pre"}')).toBe(1);
    expect(await valueOf('hermes_gateway_time_to_first_byte_seconds_count{gateway="pre"}')).toBe(1);
    expect(
      await valueOf('hermes_gateway_request_duration_seconds_bucket{le="+Inf",gateway="pre"}'),
    ).toBe(1);
    const text = await (await ask()).text();
    expect(text).toContain('# TYPE hermes_gateway_request_duration_seconds histogram');
    expect(text).not.toContain(apiUser.displayName);
    expect(text).not.toContain(apiUser.id);
  });

  it('counts refusals by their code', async () => {
    await new GatewayClient(product, 'hms_wrong').get('/v1/models');
    expect(
      await valueOf('hermes_gateway_refusals_total{gateway="pre",code="invalid_api_key"}'),
    ).toBe(1);
  });

  it('shows what is open, the upstream, the spool and the database', async () => {
    const { key } = await product.createUser();
    const response = await new GatewayClient(product, key).ask('slow:20', { stream: true });
    expect(await valueOf('hermes_gateway_open_streams{gateway="pre"}')).toBe(1);
    await response.text();
    expect(await valueOf('hermes_upstream_state{gateway="pre",kind="url",state="ready"}')).toBe(1);
    expect(await valueOf('hermes_spool_records')).toBe(0);
    expect(await valueOf('hermes_database_ready')).toBe(1);
    expect(await valueOf('hermes_audit_gaps')).toBe(0);
  });
});
