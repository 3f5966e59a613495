import { Module } from '@nestjs/common';
import { HermesStateModule } from '../hermes-state.module.ts';
import { McpEdits } from './mcp-edits.ts';
import { McpReader } from './mcp-reader.ts';
import { McpTestResults } from './mcp-test-results.ts';
import { McpTests } from './mcp-tests.ts';
import { McpController } from './mcp.controller.ts';

/** The pane about MCP servers. */
@Module({
  imports: [HermesStateModule],
  controllers: [McpController],
  providers: [McpEdits, McpReader, McpTestResults, McpTests],
})
export class McpModule {}
