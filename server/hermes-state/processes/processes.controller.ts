import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import { describeCall } from '../../admin-events/admin-call.ts';
import type { ChildSupervisor } from '../../hermes-process/child-supervisor.ts';
import {
  processIdSchema,
  processLogQuerySchema,
  type ProcessList,
  type ProcessLog,
  type ProcessLogQuery,
  type SupervisedProcess,
} from '../../hermes-process/processes.contract.ts';
import { HermesProcesses } from './hermes-processes.ts';

const id = processIdSchema.shape.id;

/** The processes that this one keeps running. What changes one is done in a moment; the list tells how it goes. */
@ApiTags('hermes')
@Controller('api/admin/processes')
export class ProcessesController {
  constructor(private readonly processes: HermesProcesses) {}

  @Get()
  @ApiOperation({ summary: 'Proxies and gateways of Hermes that this process keeps running' })
  list(): ProcessList {
    return this.processes.list();
  }

  @Get(':id/log')
  @ApiOperation({ summary: 'The last lines one of them wrote, without secrets' })
  async log(
    @Param('id', { schema: id }) name: string,
    @Query({ schema: processLogQuerySchema }) { lines }: ProcessLogQuery,
  ): Promise<ProcessLog> {
    const { log, kind } = this.processes.require(name);
    return { file: `logs/hermes-${kind.id}.log`, ...(await log.tail(lines)) };
  }

  @Post(':id/start')
  @Action('hermes_process.start')
  @HttpCode(202)
  @ApiOperation({ summary: 'Start one that was stopped, or waits to be started again' })
  start(@Param('id', { schema: id }) name: string): SupervisedProcess {
    return this.act(name, (supervisor) => supervisor.start());
  }

  @Post(':id/stop')
  @Action('hermes_process.stop')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stop one until it is started, or this process starts again' })
  stop(@Param('id', { schema: id }) name: string): SupervisedProcess {
    return this.act(name, (supervisor) => supervisor.stop());
  }

  @Post(':id/restart')
  @Action('hermes_process.restart')
  @HttpCode(202)
  @ApiOperation({ summary: 'End one and start it again at once' })
  restart(@Param('id', { schema: id }) name: string): SupervisedProcess {
    return this.act(name, (supervisor) => supervisor.restart());
  }

  private act(name: string, verb: (supervisor: ChildSupervisor) => void): SupervisedProcess {
    const supervisor = this.processes.require(name);
    const { view } = supervisor.record;
    describeCall({
      target: { kind: 'hermes_process', id: view.id, name: `${view.name}, ${view.id}` },
    });
    verb(supervisor);
    return supervisor.record.view;
  }
}
