import { DomainError, fixedError } from '../../http/domain-error.ts';

/** It cannot be done with this plugin as things are. */
export class PluginRefused extends DomainError {
  readonly code = 'plugin_refused';
  readonly status = 409;
}

/** Nothing can be installed from there. */
export class SourceUnusable extends DomainError {
  readonly code = 'plugin_source_unusable';
  readonly status = 422;
}

export class PluginNameNotTyped extends fixedError(
  'name_not_typed',
  422,
  'Type the name of the plugin as its manifest has it.',
) {}
