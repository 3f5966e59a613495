import type { DashboardState } from '../hermes-dashboard/dashboard-probe.ts';
import type { HealthCheck } from './system.contract.ts';

/** Nothing about a dashboard that is not passed on. */
export function dashboardChecks(found: DashboardState): HealthCheck[] {
  const name = 'Hermes dashboard';
  switch (found.state) {
    case 'not_set':
      return [];
    case 'silent':
      return [
        {
          name,
          state: 'warning',
          detail: `It does not answer: ${found.reason}.`,
          whatToDo: 'Start it with "hermes dashboard", or check HERMES_DASHBOARD_URL.',
        },
      ];
    case 'answers':
      return found.status < 500
        ? [
            {
              name,
              state: 'ok',
              detail: `It answers in ${found.tookMs} ms; administrators find it at /hermes-dashboard/.`,
              whatToDo: null,
            },
          ]
        : [
            {
              name,
              state: 'warning',
              detail: `It answers with HTTP ${found.status}.`,
              whatToDo: 'Look into its log, and restart "hermes dashboard".',
            },
          ];
  }
}
