/** What an agent could do with a toolset that somebody may not want. */
export interface Risk {
  /** `high`: it runs whatever it likes on the machine. */
  readonly level: 'high' | 'notable';
  readonly words: string;
}

/** A toolset that comes with Hermes 0.19. */
export interface KnownToolset {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly tools: readonly string[];
  readonly risk: Risk | null;
}

const high = (words: string): Risk => ({ level: 'high', words });
const notable = (words: string): Risk => ({ level: 'notable', words });

const browserTools = [
  ...['back', 'cdp', 'click', 'console', 'dialog', 'get_images', 'navigate', 'press'],
  ...['scroll', 'snapshot', 'type', 'vision'],
].map((verb) => `browser_${verb}`);

function toolset(
  [name, label, description]: readonly [string, string, string],
  tools: string,
  risk: Risk | null = null,
): KnownToolset {
  return { name, label, description, tools: tools === '' ? [] : tools.split(' '), risk };
}

/** Those that `hermes tools` offers, in its order. Tools as its dashboard lists them. */
export const configurableToolsets: readonly KnownToolset[] = [
  toolset(
    ['web', 'Web Search & Scraping', 'Searches the web and reads pages.'],
    'web_search web_extract',
  ),
  toolset(
    ['browser', 'Browser Automation', 'Navigates, clicks, types and scrolls in a browser.'],
    [...browserTools, 'web_search'].join(' '),
    notable('Acts in a browser, also on pages of the internal network and where it is signed in.'),
  ),
  toolset(
    ['terminal', 'Terminal & Processes', 'Runs commands and watches over processes.'],
    'terminal process',
    high('Runs any command with the rights of Hermes.'),
  ),
  toolset(
    ['file', 'File Operations', 'Reads, writes, patches and searches files.'],
    'read_file write_file patch search_files',
    notable('Reads and changes files with the rights of Hermes.'),
  ),
  toolset(
    ['code_execution', 'Code Execution', 'Runs Python that calls other tools.'],
    'execute_code',
    high('Runs any Python program with the rights of Hermes.'),
  ),
  toolset(['vision', 'Vision / Image Analysis', 'Looks at images.'], 'vision_analyze'),
  toolset(['video', 'Video Analysis', 'Looks at videos; needs a model that can.'], 'video_analyze'),
  toolset(['image_gen', 'Image Generation', 'Makes images.'], 'image_generate'),
  toolset(
    ['video_gen', 'Video Generation', 'Makes videos from texts and images.'],
    'video_generate xai_video_edit xai_video_extend',
  ),
  toolset(['x_search', 'X (Twitter) Search', 'Searches posts on X.'], 'x_search'),
  toolset(['tts', 'Text-to-Speech', 'Speaks a text.'], 'text_to_speech'),
  toolset(
    ['skills', 'Skills', 'Lists, reads and writes skills.'],
    'skills_list skill_view skill_manage',
    notable('skill_manage writes instructions that later sessions follow.'),
  ),
  toolset(['todo', 'Task Planning', 'Keeps a list of what is to be done.'], 'todo'),
  toolset(['memory', 'Memory', 'Remembers across sessions.'], 'memory'),
  toolset(['context_engine', 'Context Engine', 'What the context engine in use brings along.'], ''),
  toolset(
    ['session_search', 'Session Search', 'Searches earlier conversations.'],
    'session_search',
  ),
  toolset(['clarify', 'Clarifying Questions', 'Asks the user.'], 'clarify'),
  toolset(
    ['delegation', 'Task Delegation', 'Hands work to further agents.'],
    'delegate_task',
    notable('Starts further agents, which work unattended.'),
  ),
  toolset(
    ['cronjob', 'Cron Jobs', 'Plans, changes and runs cron jobs.'],
    'cronjob',
    notable('Plants jobs that run later, unattended.'),
  ),
  toolset(
    ['homeassistant', 'Home Assistant', 'Reads and switches devices of a home.'],
    'ha_list_entities ha_get_state ha_list_services ha_call_service',
    notable('Switches devices of a real home.'),
  ),
  toolset(
    ['spotify', 'Spotify', 'Plays, searches and keeps playlists.'],
    'spotify_albums spotify_devices spotify_library spotify_playback spotify_playlists spotify_queue spotify_search',
  ),
  toolset(['discord', 'Discord', 'Reads messages, searches members, opens threads.'], 'discord'),
  toolset(
    ['discord_admin', 'Discord Server Admin', 'Lists channels and roles, pins, gives roles.'],
    'discord_admin',
    notable('Manages a Discord server.'),
  ),
  toolset(
    ['yuanbao', 'Yuanbao', 'Asks about groups and members, sends messages and stickers.'],
    'yb_query_group_info yb_query_group_members yb_search_sticker yb_send_dm yb_send_sticker',
  ),
  toolset(
    ['computer_use', 'Computer Use', 'Sees the screen, moves the mouse and types.'],
    'computer_use',
    high('Works with the screen, mouse and keyboard of the machine.'),
  ),
];

/** Those that a platform brings along and nobody can switch. */
export const fixedToolsets: readonly KnownToolset[] = [
  toolset(
    [
      'kanban',
      'Kanban',
      'Tools of the workers on a kanban board; other agents are not offered them.',
    ],
    'kanban_show kanban_list kanban_complete kanban_block kanban_heartbeat kanban_comment kanban_create kanban_link kanban_unblock kanban_attach kanban_attach_url kanban_attachments',
  ),
  toolset(['feishu_doc', 'Feishu documents', 'Reads documents.'], 'feishu_doc_read'),
  toolset(
    ['feishu_drive', 'Feishu comments', 'Reads, answers and writes comments on documents.'],
    'feishu_drive_list_comments feishu_drive_list_comment_replies feishu_drive_reply_comment feishu_drive_add_comment',
  ),
];

/** Off unless somebody wants them. */
export const offByDefault: ReadonlySet<string> = new Set([
  ...['homeassistant', 'spotify', 'discord', 'discord_admin', 'video', 'video_gen', 'x_search'],
]);

/** In no list of tools that platforms start from: on only where a list names them. */
const inNoPlatform = new Set(['video', 'video_gen', 'x_search', 'spotify', 'context_engine']);

/** Toolsets that every platform starts from; those of single ones come on top. */
export const coreToolsets: readonly string[] = configurableToolsets
  .map(({ name }) => name)
  .filter((name) => !inNoPlatform.has(name))
  .filter((name) => !['discord', 'discord_admin', 'yuanbao'].includes(name));

/** Toolsets that exist on one platform only. */
export const boundTo: ReadonlyMap<string, string> = new Map([
  ['discord', 'discord'],
  ['discord_admin', 'discord'],
]);
