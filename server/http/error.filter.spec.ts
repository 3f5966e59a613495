import { ForbiddenException, NotFoundException } from '@nestjs/common';
import { NotFound } from './domain-error.ts';
import { answerTo } from './error.filter.ts';
import { InvalidRequest, TooManyRequests } from './refusals.ts';

describe('the answer to', () => {
  it('a rule that said no is what the rule says', () => {
    expect(answerTo(new NotFound('The API user'))).toEqual({
      status: 404,
      code: 'not_found',
      message: 'The API user was not found.',
    });
  });

  it('a message with wrong fields names them', () => {
    const fields = [{ path: 'name', message: 'is too long' }];
    expect(answerTo(new InvalidRequest(fields))).toMatchObject({
      status: 422,
      code: 'invalid_request',
      details: { fields },
    });
  });

  it('too many requests says when to come back, at least a second later', () => {
    expect(answerTo(new TooManyRequests(0))).toMatchObject({ status: 429, retryAfterSeconds: 1 });
  });

  it('an unknown address does not repeat the address', () => {
    expect(answerTo(new NotFoundException('Cannot GET /api/secret')).message).not.toContain('/api');
  });

  it('a refusal of the framework has the code of its status', () => {
    expect(answerTo(new ForbiddenException())).toMatchObject({ status: 403, code: 'refused' });
  });

  it('an error of a parser has the code of its status', () => {
    const error = Object.assign(new URIError('URI malformed'), { status: 400 });
    expect(answerTo(error)).toMatchObject({ status: 400, code: 'malformed_request' });
  });

  it.each([
    ['ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.5:5432'],
    ['57P01', 'terminating connection due to administrator command'],
    ['53300', 'too many connections'],
  ])('a database that is away (%s) is 503 and a time to come back', (code, message) => {
    const answer = answerTo(Object.assign(new Error(message), { code }));
    expect(answer).toMatchObject({
      status: 503,
      code: 'database_unavailable',
      retryAfterSeconds: expect.any(Number),
    });
    expect(answer.message).not.toContain(message);
  });

  it.each([[new Error('password is hunter2')], ['text'], [undefined], [null], [{ status: 'odd' }]])(
    'anything unexpected says nothing (%p)',
    (error) => {
      expect(answerTo(error)).toEqual({
        status: 500,
        code: 'internal_error',
        message: 'Something went wrong on our side.',
      });
    },
  );
});
