import { Injectable } from '@nestjs/common';
import { HermesHome } from '../hermes-home.ts';
import { numberOf, timeOf } from '../sessions/session-values.ts';
import { StateDatabase } from '../sessions/state-database.ts';
import { sourceOf } from '../state-file.ts';
import { daysBetween, InsightSums, slotSecondsOf } from './insight-sums.ts';
import { toolStatements, useStatement, type InsightWindow } from './insight-statements.ts';
import type { Insights, InsightsQuery, ToolInsights } from './insights.contract.ts';

const dayMs = 86_400_000;
/** More than anybody keeps; each is a database to open. */
const mostProfiles = 200;
const maxBytes = 32 * 1024 * 1024;

/** What sessions used, as Hermes works it out: an estimate by the program that was charged. */
@Injectable()
export class InsightsReader {
  constructor(
    private readonly database: StateDatabase,
    private readonly home: HermesHome,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(query: InsightsQuery, now = new Date()): Promise<Insights> {
    const { timeZone, days } = query;
    const from = new Date(now.getTime() - days * dayMs);
    const window = windowOf(query, now);
    const sums = new InsightSums(timeZone, window.slotSeconds);
    const files: Insights['files'] = [];
    for (const profile of await this.profilesOf(query)) {
      const found = await this.database.read(
        profile,
        (columns) => ({ use: useStatement(columns, window) }),
        { maxBytes },
      );
      files.push(sourceOf(this.database.fileOf(profile), found));
      if (found.status === 'present') sums.add(profile, found.value.use.rows);
    }
    const list = daysBetween(from, now, timeZone);
    return {
      files,
      from: from.toISOString(),
      to: now.toISOString(),
      timeZone,
      today: list.at(-1)!,
      total: sums.total,
      previous: sums.previous,
      days: sums.daysOf(list),
      models: sums.groupsOf('model').filter(hasUse),
      providers: sums.groupsOf('provider').filter(hasUse),
      sources: sums.groupsOf('source'),
      tasks: sums.groupsOf('task').filter(hasUse),
      profiles: sums.groupsOf('profile'),
      weekdays: sums.weekdays,
      hours: sums.hours,
    };
  }

  /** Reads every message of the window, which takes longer. Throws `NotFound`. */
  async tools(query: InsightsQuery, now = new Date()): Promise<ToolInsights> {
    const window = windowOf(query, now);
    const files: ToolInsights['files'] = [];
    const tools = new Map<string, number>();
    const skills = new Map<string, ToolInsights['skills'][number]>();
    let userMessages = 0;
    for (const profile of await this.profilesOf(query)) {
      const found = await this.database.read(profile, (columns) => toolStatements(columns, window));
      files.push(sourceOf(this.database.fileOf(profile), found));
      if (found.status !== 'present') continue;
      const { messages, calls } = found.value;
      // A call may have no result, and a result may stand without its call.
      const [called, answered] = [new Map<string, number>(), new Map<string, number>()];
      for (const { role, name, count } of messages.rows)
        if (role === 'user') userMessages += numberOf(count);
        else if (name !== null) add(answered, String(name), numberOf(count));
      for (const { name, skill, count, last } of calls.rows) {
        if (name === null) continue;
        add(called, String(name), numberOf(count));
        if (skill !== null)
          addSkill(skills, String(skill), {
            loads: name === 'skill_view' ? numberOf(count) : 0,
            edits: name === 'skill_manage' ? numberOf(count) : 0,
            lastUsedAt: timeOf(last),
          });
      }
      for (const name of new Set([...called.keys(), ...answered.keys()]))
        add(tools, name, Math.max(called.get(name) ?? 0, answered.get(name) ?? 0));
    }
    return {
      files,
      userMessages,
      tools: [...tools]
        .map(([name, calls]) => ({ name, calls }))
        .sort((a, b) => b.calls - a.calls || a.name.localeCompare(b.name)),
      skills: [...skills.values()].sort((a, b) => b.loads + b.edits - a.loads - a.edits),
    };
  }

  private async profilesOf({ scope, profile }: InsightsQuery): Promise<readonly string[]> {
    return scope === 'one' ? [profile] : (await this.home.profiles()).slice(0, mostProfiles);
  }
}

function windowOf({ days, source, timeZone }: InsightsQuery, now: Date): InsightWindow {
  const [from, to] = [(now.getTime() - days * dayMs) / 1000, now.getTime() / 1000];
  return { from, to, source, slotSeconds: slotSecondsOf(timeZone, now) };
}

const hasUse = ({ totalTokens, calls }: { totalTokens: number; calls: number }) =>
  totalTokens > 0 || calls > 0;

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}

type Skill = ToolInsights['skills'][number];

function addSkill(skills: Map<string, Skill>, name: string, used: Omit<Skill, 'name'>): void {
  const before = skills.get(name);
  const times = [before?.lastUsedAt, used.lastUsedAt].filter((at) => typeof at === 'string');
  skills.set(name, {
    name,
    loads: (before?.loads ?? 0) + used.loads,
    edits: (before?.edits ?? 0) + used.edits,
    lastUsedAt: times.sort().at(-1) ?? null,
  });
}
