/** Programs that run what they are given as text. */
const shells = new Set([
  ...['sh', 'bash', 'zsh', 'dash', 'ash', 'ksh', 'mksh', 'fish', 'csh', 'tcsh', 'busybox'],
  ...['cmd', 'powershell', 'pwsh'],
]);
const egress =
  /(?<![\w-])(curl|wget|ncat|netcat|nc|socat|telnet|scp|sftp|ftp|tftp|ssh|rsync|invoke-webrequest|invoke-restmethod|iwr|irm|start-bitstransfer|bitsadmin|certutil)(?:\.exe)?(?![\w-])|\/dev\/(tcp|udp)\/|net\.webclient|downloadstring/i;
const persistence =
  /authorized_keys|\.ssh\/|\.(bashrc|bash_profile|bash_login|profile|zshrc|zshenv|zprofile|kshrc)(?!\w)|\bcrontab\b|\/etc\/(cron|profile|rc\.local|init\.d|systemd|ld\.so\.preload|sudoers|passwd)|systemd\/user|systemctl\s+(--user\s+)?enable|launchctl|launch(agents|daemons)|schtasks|\breg(\.exe)?\s+add\b|currentversion\\+run|start menu\\+programs\\+startup|\.config\/autostart/i;

/**
 * Why Hermes refuses to save a command: it combines a shell with access to the network, or with writing where programs
 * are started from. Nothing when it does not. The line is looked at as text, with quotes and backslashes taken out, and
 * rather too much is refused than too little.
 */
export function dangerIn(command: string, args: readonly string[]): string | null {
  const words = [command, ...args].flatMap((part) => part.split(/[\s;|&()`$"']+/));
  const isShell = words.some((word) => shells.has(programOf(word)));
  if (!isShell) return null;
  const line = [command, ...args].join(' ');
  const bare = line.replace(/["'\\]/g, '');
  if (egress.test(line) || egress.test(bare))
    return 'Its command gives a shell access to the network, which Hermes refuses to save.';
  if (persistence.test(line) || persistence.test(bare))
    return 'Its command lets a shell write where programs are started from, which Hermes refuses to save.';
  return null;
}

/** `C:\Windows\cmd.exe` and `/bin/bash` as `cmd` and `bash`. */
function programOf(word: string): string {
  return word
    .split(/[/\\]/)
    .at(-1)!
    .toLowerCase()
    .replace(/\.exe$/, '');
}
