import { execFile } from 'node:child_process';

const maxOutputBytes = 16 * 1024 * 1024;

/** Runs a program to its end and gives its standard output; throws a sentence with the last lines it said. */
export async function run(program: string, args: readonly string[], timeoutMs: number, cwd?: string): Promise<string> {
  const options = { cwd, timeout: timeoutMs, maxBuffer: maxOutputBytes, env: { ...process.env, LC_ALL: 'C' } };
  return await new Promise((resolve, reject) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (error.code === 'ENOENT') reject(new Error(`${program} is not on this machine.`));
      else if (error.killed) reject(new Error(`${program} took longer than ${timeoutMs / 1000} s.`));
      else reject(new Error(`${program} failed: ${lastLines(stderr || stdout || error.message)}`));
    });
  });
}

/** The end of a program's output on one line. */
export function lastLines(text: string, count = 3): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.slice(-count).join(' | ');
}
