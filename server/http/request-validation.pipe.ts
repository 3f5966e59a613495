import { Injectable, StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { z } from 'zod';
import { InvalidRequest, type FieldProblem } from './refusals.ts';

const mostProblems = 50;

type Issue = {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
};

/** Checks bodies, queries and parameters against the schema stated at the handler. Answers 422 with the fields. */
@Injectable()
export class RequestValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({
      exceptionFactory: (issues: readonly Issue[]) =>
        new InvalidRequest(issues.slice(0, mostProblems).map(problemOf)),
    });
  }

  /** A misspelt filter that is ignored would show, or hand out, everything. */
  override transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const { type, schema } = metadata;
    const isOpen = type === 'query' && schema instanceof z.ZodObject;
    return super.transform(value, isOpen ? { ...metadata, schema: schema.strict() } : metadata);
  }

  /** Nest drops such names silently; a client that sends them is told. */
  protected override stripProtoKeys(value: unknown): void {
    const problem = findPoison(value);
    if (problem) throw new InvalidRequest([problem]);
  }
}

function problemOf(issue: Issue): FieldProblem {
  const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  return { path: path.join('.'), message: issue.message };
}

/**
 * Names that change an object's prototype when it is copied, and NUL, which PostgreSQL's text cannot hold. Keeps its
 * own stack: a message may be nested deeper than the call stack.
 */
function findPoison(value: unknown): FieldProblem | undefined {
  const stack = [{ path: '', value }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { path } = top;
    if (typeof top.value === 'string' && top.value.includes('\0'))
      return { path, message: 'must not contain the character NUL' };
    if (typeof top.value !== 'object' || top.value === null) continue;
    for (const name of Object.keys(top.value)) {
      const inner = (top.value as Record<string, unknown>)[name];
      const innerPath = path === '' ? name : `${path}.${name}`;
      if (name === '__proto__' || (name === 'constructor' && holdsPrototype(inner)))
        return { path: innerPath, message: 'is not an accepted name' };
      if (name.includes('\0')) return { path, message: 'has a name with the character NUL' };
      stack.push({ path: innerPath, value: inner });
    }
  }
  return undefined;
}

function holdsPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}
