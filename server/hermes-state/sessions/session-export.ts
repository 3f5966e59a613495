import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { jsonLines, sendFile, type LineFormat } from '../../http/file-download.ts';
import { SessionDetails } from './session-details.ts';
import { SessionMessages } from './session-messages.ts';
import type {
  ExportQuery,
  Session,
  SessionDetail,
  TranscriptMessage,
} from './sessions.contract.ts';

/** Lines of a file, written as its format wants them. */
type Piece =
  | { readonly kind: 'head'; readonly detail: SessionDetail }
  | { readonly kind: 'message'; readonly message: TranscriptMessage; readonly isFirst: boolean }
  | { readonly kind: 'end' };

/** Takes a session away as a file, everything that was rewound or summarised included. Secrets stay hidden. */
@Injectable()
export class SessionExport {
  constructor(
    private readonly details: SessionDetails,
    private readonly messages: SessionMessages,
  ) {}

  /** Throws `NotFound` before the first byte. */
  async send(id: string, { profile, format }: ExportQuery, response: Response): Promise<Session> {
    const detail = await this.details.read(id, profile);
    const { messages } = this;
    const name = `session-${id.replaceAll(/[^\w.-]/g, '_').slice(0, 80)}`;
    await sendFile(response, name, formats[format], async function* (signal): AsyncIterable<Piece> {
      yield { kind: 'head', detail };
      let isFirst = true;
      for await (const message of messages.all(id, profile)) {
        if (signal.aborted) return;
        yield { kind: 'message', message, isFirst };
        isFirst = false;
      }
      yield { kind: 'end' };
    });
    return detail.session;
  }
}

const formats: Readonly<Record<ExportQuery['format'], LineFormat<Piece>>> = {
  json: {
    extension: 'json',
    type: 'application/json; charset=utf-8',
    head: '',
    line: (piece) => {
      if (piece.kind === 'head')
        return `{\n"session": ${JSON.stringify(piece.detail.session, null, 2)},\n"messages": [`;
      return piece.kind === 'end'
        ? '\n]}\n'
        : `${piece.isFirst ? '' : ','}\n${JSON.stringify(piece.message)}`;
    },
  },
  jsonl: {
    ...jsonLines,
    line: (piece) => {
      if (piece.kind === 'end') return '';
      return jsonLines.line(
        piece.kind === 'head' ? { session: piece.detail.session } : piece.message,
      );
    },
  },
  md: {
    extension: 'md',
    type: 'text/markdown; charset=utf-8',
    head: '',
    line: (piece) => {
      if (piece.kind === 'end') return '';
      return piece.kind === 'head' ? markdownHead(piece.detail.session) : markdownOf(piece.message);
    },
  },
};

function markdownHead(session: Session): string {
  const { id, title, source, model, startedAt, messageCount } = session;
  const facts = [
    `Session: ${id}`,
    `Source: ${source}`,
    `Model: ${model ?? 'unknown'}`,
    `Started: ${startedAt ?? 'unknown'}`,
    `Messages: ${messageCount}`,
  ];
  return `# ${title ?? id}\n\n${facts.map((fact) => `- ${fact}`).join('\n')}\n`;
}

function markdownOf({ message, at, state }: TranscriptMessage): string {
  const { role, content, reasoning_content: reasoning, tool_calls: calls, name } = message;
  const note = state === 'active' ? '' : `, ${state}`;
  const of = typeof name === 'string' ? ` (${name})` : '';
  const parts = [
    ...(typeof reasoning === 'string' ? [quoted(reasoning)] : []),
    typeof content === 'string' ? content : content === undefined ? '' : fenced(content),
    ...(Array.isArray(calls) ? [fenced(calls)] : []),
  ];
  const body = parts.filter((part) => part.trim() !== '').join('\n\n');
  return `\n## ${String(role)}${of}, ${at ?? 'time unknown'}${note}\n\n${body}\n`;
}

const quoted = (text: string) => text.replaceAll(/^/gm, '> ');

function fenced(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  // A fence longer than any within.
  const fence = '`'.repeat(
    Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)),
  );
  return `${fence}json\n${text}\n${fence}`;
}
