import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { giveUp, requestTo } from '../testing/answer-http';
import { problemOf } from './problem';
import { limitTime, verbCall } from './time-limit';

describe('A call', () => {
  beforeEach(() =>
    TestBed.configureTestingModule({
      providers: [provideHttpClient(withInterceptors([limitTime])), provideHttpClientTesting()],
    }),
  );
  const send = async (options: object, path = '/x') => {
    const answer = firstValueFrom(TestBed.inject(HttpClient).post(path, {}, options)).catch(
      problemOf,
    );
    const request = await requestTo(path, 'POST');
    const { timeout } = request.request;
    giveUp(request);
    return { timeout, problem: await answer };
  };

  it('is waited for ten seconds', async () => {
    const { timeout, problem } = await send({});
    expect(timeout).toBe(10_000);
    expect(problem).toMatchObject({ message: 'The server did not answer in time.' });
  });

  it('of a verb is waited for as long as the server waits, and without an answer is unknown', async () => {
    const { timeout, problem } = await send({ context: verbCall() });
    expect(timeout).toBe(200_000);
    expect(problem).toMatchObject({ code: 'outcome_unknown', status: 0 });
  });

  it('that changes a file of Hermes is waited for longer than its lock, and without an answer is unknown', async () => {
    const { timeout, problem } = await send({}, '/api/admin/hermes/models');
    expect(timeout).toBe(40_000);
    expect(problem).toMatchObject({ code: 'outcome_unknown', status: 0 });
  });
});
