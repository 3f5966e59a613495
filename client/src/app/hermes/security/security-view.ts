import type { ParamMap } from '@angular/router';
import type {
  CheckState,
  SecurityArea,
  SecurityCheck,
} from '../../../../../server/hermes-state/security/security-check.contract';
import type { Tone } from '../../ui/badge';
import type { FilterField } from '../../ui/filter-bar';
import type { IconName } from '../../ui/icon';

export const stateLooks: {
  readonly [State in CheckState]: {
    readonly word: string;
    readonly tone: Tone;
    readonly icon: IconName;
  };
} = {
  fail: { word: 'Fail', tone: 'bad', icon: 'error' },
  warn: { word: 'Warning', tone: 'warning', icon: 'warning' },
  unknown: { word: 'Not known', tone: 'note', icon: 'help' },
  pass: { word: 'Pass', tone: 'good', icon: 'check' },
};

/** The worst first. */
export const states = ['fail', 'warn', 'unknown', 'pass'] as const satisfies readonly CheckState[];

export const areaNames: { readonly [Area in SecurityArea]: string } = {
  files: 'Files',
  approvals: 'Approvals',
  access: 'Who may talk to the agent',
  hooks: 'Hooks',
  plugins: 'Plugins',
  listeners: 'What listens',
  secrets: 'Secrets in clear text',
  console: 'Reaching the console',
  sign_in: 'Signing in',
  api_users: 'API users',
  audit: 'Record of requests',
  host: 'This machine',
};
const areas = Object.keys(areaNames) as SecurityArea[];

/** What of the checklist is shown, as it stands in the address. */
export interface SecurityView {
  readonly state: CheckState | undefined;
  readonly area: SecurityArea | undefined;
}

/** What cannot be a part of it is as if it were not there. */
export function viewOf(query: ParamMap): SecurityView {
  return {
    state: states.find((state) => state === query.get('state')),
    area: areas.find((area) => area === query.get('area')),
  };
}

export const filterFields: readonly FilterField[] = [
  {
    key: 'state',
    label: 'State',
    options: states.map((state) => ({ value: state, label: stateLooks[state].word })),
  },
  {
    key: 'area',
    label: 'Area',
    options: areas.map((area) => ({ value: area, label: areaNames[area] })),
  },
];

export interface AreaGroup {
  readonly area: SecurityArea;
  /** What does not pass, the worst first. */
  readonly open: readonly SecurityCheck[];
  readonly passed: readonly SecurityCheck[];
}

/** The checks that are to be shown, by area. */
export function groupsOf(checks: readonly SecurityCheck[], view: SecurityView): AreaGroup[] {
  const shown = checks.filter(
    ({ state, area }) =>
      (view.state === undefined || state === view.state) &&
      (view.area === undefined || area === view.area),
  );
  const rank = ({ state }: SecurityCheck): number => states.indexOf(state);
  return areas
    .map((area) => shown.filter((check) => check.area === area))
    .filter((ofArea) => ofArea.length > 0)
    .map((ofArea) => ({
      area: ofArea[0]!.area,
      open: ofArea
        .filter(({ state }) => state !== 'pass')
        .sort((one, other) => rank(one) - rank(other)),
      passed: ofArea.filter(({ state }) => state === 'pass'),
    }));
}

export function countOf(checks: readonly SecurityCheck[], state: CheckState): number {
  return checks.filter((check) => check.state === state).length;
}
