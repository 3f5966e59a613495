import type { AdminAction } from '../../../../server/admin-events/admin-actions.contract';
import type { AdminEventOutcome } from '../../../../server/admin-events/admin-events.contract';
import type { Tone } from '../ui/badge';
import type { IconName } from '../ui/icon';

/** What was done, as a short phrase. An action that is not listed reads as it is stored. */
const phrases: { readonly [Action in AdminAction]?: string } = {
  'administrator.change': 'Changed an administrator',
  'administrator.create': 'Created an administrator',
  'administrator.delete': 'Deleted an administrator',
  'administrator.end_sessions': "Ended an administrator's sessions",
  'administrator.follow_settings': 'Took an administrator over from the settings',
  'administrator.reset_password': "Reset an administrator's password",
  'administrator.reset_second_factor': "Took an administrator's second factor away",
  'admin_event.download': 'Downloaded admin events',
  'api_user.change': 'Changed an API user',
  'api_user.create': 'Created an API user',
  'api_user.delete': 'Deleted an API user',
  'api_user.download': 'Downloaded the list of API users',
  'api_user.restore': 'Restored an API user',
  'api_user.revoke': 'Revoked a key',
  'api_user.rotate_key': 'Rotated a key',
  'audit.download': 'Downloaded the audit log',
  'audit.purge': 'Purged the audit log',
  'hermes_config.change': "Changed Hermes' configuration",
  'hermes_config.overwrite': "Overwrote Hermes' configuration in spite of a conflict",
  'hermes_config.preview': "Looked at a change of Hermes' configuration",
  'hermes_config.restore': 'Restored an earlier configuration of Hermes',
  'hermes_cron.change': 'Changed a cron job',
  'hermes_cron.create': 'Made a cron job',
  'hermes_cron.delete': 'Deleted a cron job',
  'hermes_cron.pause': 'Paused a cron job',
  'hermes_cron.resume': 'Resumed a cron job',
  'hermes_cron.run': 'Ran a cron job at once',
  'hermes_environment.change': "Changed Hermes' environment keys",
  'hermes_models.change': "Changed Hermes' models",
  'hermes_models.test': 'Tried a model of Hermes',
  'hermes_gateway.ask': 'Asked the hermes command',
  'hermes_gateway.restart': "Restarted Hermes' gateway",
  'hermes_gateway.run': "Ran Hermes' gateway",
  'hermes_gateway.start': "Started Hermes' gateway",
  'hermes_gateway.stop': "Stopped Hermes' gateway",
  'hermes_bundle.change': 'Changed a bundle of skills',
  'hermes_bundle.create': 'Made a bundle of skills',
  'hermes_bundle.delete': 'Deleted a bundle of skills',
  'hermes_bundle.preview': 'Looked at what would change in a bundle of skills',
  'hermes_bundle.restore': 'Restored a bundle of skills',
  'hermes_job.cancel': 'Stopped a job of Hermes',
  'hermes_log.download': 'Downloaded a log of Hermes',
  'hermes_memory.change': 'Changed what Hermes remembers',
  'hermes_memory.restore': 'Restored what Hermes remembered',
  'hermes_skill.change': 'Changed the text of a skill',
  'hermes_skill.curate': 'Pinned, unpinned, archived or restored a skill',
  'hermes_skill.enable': 'Switched skills on or off',
  'hermes_skill.install': 'Installed a skill',
  'hermes_skill.reset': 'Reset a skill',
  'hermes_skill.restore_text': 'Restored the text of a skill',
  'hermes_skill.uninstall': 'Uninstalled a skill',
  'hermes_session.archive': 'Archived a session of Hermes',
  'hermes_session.delete': 'Deleted a session of Hermes',
  'hermes_session.export': 'Exported a session of Hermes',
  'hermes_session.preview_sweep': 'Looked which sessions of Hermes to clear away',
  'hermes_session.rename': 'Renamed a session of Hermes',
  'hermes_session.sweep': 'Cleared away sessions of Hermes',
  'hermes_profile.create': 'Created a profile of Hermes',
  'hermes_profile.delete': 'Deleted a profile of Hermes',
  'hermes_profile.delete_archive': 'Deleted an archive of a profile',
  'hermes_profile.describe': 'Described a profile of Hermes',
  'hermes_profile.download_archive': 'Downloaded an archive of a profile',
  'hermes_profile.export': 'Archived a profile of Hermes',
  'hermes_profile.rename': 'Renamed a profile of Hermes',
  'hermes_profile.use': 'Made another profile of Hermes active',
  'hermes_soul.change': 'Changed the SOUL.md of a profile',
  'hermes_storage.back_up': 'Backed up state of Hermes',
  'hermes_storage.clean_up': 'Cleared away files of Hermes',
  'hermes_storage.delete_backup': 'Deleted a backup of Hermes',
  'hermes_storage.download_backup': 'Downloaded a backup of Hermes',
  'hermes_storage.prune_checkpoints': 'Pruned checkpoints of Hermes',
  'password.change': 'Changed the own password',
  'playground.send': 'Sent a chat from the playground',
  'preferences.change': 'Changed the own preferences',
  'request.stop': 'Stopped a running request',
  'saved_view.change': 'Changed a saved view',
  'saved_view.create': 'Saved a view',
  'saved_view.delete': 'Deleted a saved view',
  'second_factor.confirm': 'Turned the own second factor on',
  'second_factor.remove': 'Turned the own second factor off',
  'second_factor.renew_recovery_codes': 'Made new recovery codes',
  'second_factor.setup': 'Began to set a second factor up',
  'session.end': 'Ended an own session',
  'session.end_others': 'Ended all other own sessions',
  'session.sign_in': 'Signed in',
  'session.sign_out': 'Signed out',
  'system.download_diagnostics': 'Downloaded the diagnostics',
  'system.download_log': 'Downloaded the log of the process',
  unknown: 'Sent something that was not understood',
};

export const actionWords = (action: string): string =>
  (phrases as Partial<Record<string, string>>)[action] ??
  action.replaceAll('_', ' ').replace('.', ': ');

const nouns = [...new Set(Object.keys(phrases).map(nounOf))].filter((noun) => noun !== 'unknown');

/** For choosing one: what was done, by what it was done to. */
export const actionGroups = nouns.map((noun) => ({
  noun,
  words: noun.replaceAll('_', ' ').replace(/^api\b/, 'API'),
  actions: Object.keys(phrases).filter((action) => nounOf(action) === noun),
}));

function nounOf(action: string): string {
  return action.split('.')[0] ?? action;
}

export const outcomeLooks: Record<
  AdminEventOutcome,
  { readonly word: string; readonly tone: Tone; readonly icon: IconName }
> = {
  ok: { word: 'Done', tone: 'good', icon: 'check' },
  refused: { word: 'Refused', tone: 'warning', icon: 'blocked' },
  failed: { word: 'Failed', tone: 'bad', icon: 'error' },
};
