// PostgreSQL refuses to run as root. Where we are root, it runs as an unprivileged user that the machine already has;
// nothing is added to the machine's users.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What child_process takes to run as somebody else; empty when we need not. */
export interface Identity {
  uid?: number;
  gid?: number;
}

const candidates = ['postgres', 'nobody'];

/** Who PostgreSQL runs as: ourselves, or, for root, the owner of the existing files or the first unprivileged user found. */
export function identityFor(ownerOfFiles?: { uid: number; gid: number }): Identity {
  if (process.getuid?.() !== 0) return {};
  if (ownerOfFiles !== undefined && ownerOfFiles.uid !== 0) return { uid: ownerOfFiles.uid, gid: ownerOfFiles.gid };
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of candidates) {
    const user = users.find((fields) => fields[0] === name);
    if (user !== undefined) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new Error(
    `PostgreSQL does not run as root and there is no user ${candidates.join(' or ')}: ` +
      'start as another user, or set DATABASE_URL to a server of your own.',
  );
}

/** Whether this user may pass through a folder, or execute a file. Asks the system, so access lists count too. */
export function mayExecute(identity: Identity, file: string): boolean {
  return spawnSync('test', ['-x', file], { ...identity, cwd: '/' }).status === 0;
}
