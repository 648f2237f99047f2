// Turns the templates of infra/asterisk into the configuration of one instance.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

export type TemplateValues = Readonly<Record<string, string | number>>;

const templates = path.resolve(import.meta.dirname, '../../infra/asterisk');
/** What belongs to Asterisk starts with a capital: ${EXTEN}, ${CALLERID(num)}. */
const placeholder = /\$\{([a-z][A-Za-z0-9]*)\}/g;
/** A value of several lines of our own making, not of somebody's input. */
const blocks: ReadonlySet<string> = new Set(['realtimeModules', 'iceHostCandidates', 'outboundAuth']);

/**
 * Fills `${name}` from `values`. A name without a value throws, as does a value that would start a line of its own; a semicolon,
 * which would start a comment, is escaped.
 */
export function renderTemplate(text: string, values: TemplateValues): string {
  return text.replace(placeholder, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the template asks for \${${name}}, which nobody gave.`);
    const written = String(value);
    if (blocks.has(name)) return written;
    if (/[\r\n\0]/.test(written)) throw new Error(`the value of \${${name}} has a line break.`);
    return written.replaceAll(';', '\\;');
  });
}

/** Where a template goes: its own name, or one for each of several instances (`pjsip_trunk_carrier.conf`). */
export interface RenderedFile {
  readonly template: string;
  readonly as?: string;
  readonly values?: TemplateValues;
}

/** Makes `runDir` with `etc/` and the folders Asterisk writes to; what an earlier configuration left in `etc/` goes. */
export async function writeConfiguration(
  runDir: string,
  files: readonly RenderedFile[],
  values: TemplateValues,
): Promise<void> {
  const etc = path.join(runDir, 'etc');
  await rm(etc, { recursive: true, force: true });
  const folders = ['etc', 'log', 'spool/recording', 'spool/tmp', 'var/keys', 'var/sounds'];
  for (const folder of folders) await mkdir(path.join(runDir, folder), { recursive: true });
  for (const file of files) {
    const text = await readFile(path.join(templates, file.template), 'utf8');
    const target = path.join(etc, file.as ?? path.basename(file.template));
    // Passwords stand in it.
    await writeFile(target, renderTemplate(text, { ...values, ...file.values }), { mode: 0o600 });
  }
}

/** The templates that every kind of instance starts from. */
export async function baseTemplates(): Promise<RenderedFile[]> {
  return (await readdir(path.join(templates, 'base'))).sort().map((name) => ({ template: `base/${name}` }));
}
