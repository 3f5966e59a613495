import { Module } from '@nestjs/common';
import { AdminEventsModule } from '../admin-events/admin-events.module.ts';
import { AuthModule } from '../auth/auth.module.ts';
import { DashboardProbe } from './dashboard-probe.ts';
import { DashboardSockets } from './dashboard-sockets.ts';
import { HermesDashboard } from './hermes-dashboard.ts';

/** The dashboard of Hermes itself, behind the sign-in of this console. */
@Module({
  imports: [AdminEventsModule, AuthModule],
  providers: [DashboardProbe, DashboardSockets, HermesDashboard],
  exports: [DashboardProbe],
})
export class HermesDashboardModule {}
