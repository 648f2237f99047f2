// A line for every entry. What is older or newer than this page shows by its code.
import type { AuditEntry } from '@yunhu/api/schemas';
import { t, tMaybe } from '../i18n/translate.ts';
import type { useFormat } from '../session/format.ts';

/** What happened, without its subject. */
export function actionWords(action: string): string {
  return tMaybe('audit.actions', action, action);
}

/** What it was about, by a name where there is one. */
export function subjectWords({ subject, details, after, before }: AuditEntry): string {
  const named = [subject.name, after?.name, before?.name, details.name, details.number, details.fileName];
  return named.find((name): name is string => typeof name === 'string' && name !== '') ?? '';
}

/** Who acted: a name where the reader may know it. */
export function actorWords({ actor }: AuditEntry): string {
  return actor.staff?.name ?? (actor.kind === 'system' ? t('audit.system') : t(`audit.actors.${actor.kind}`));
}

/** A field's name in words; one that has none by its own, taken apart. */
export function fieldWords(key: string): string {
  return tMaybe('audit.fields', key, key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());
}

type Value = AuditEntry['details'][string];
type Format = Pick<ReturnType<typeof useFormat>, 'dateTime' | 'money'>;

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const micros = /^-?\d{1,19}$/;

/** A value as people read it: times on the clock of the reader, money with its sign. */
export function valueWords(key: string, value: Value | undefined, format: Format): string {
  if (value === undefined || value === null || value === '') return t('audit.drawer.empty');
  if (typeof value === 'boolean') return value ? t('audit.drawer.yes') : t('audit.drawer.no');
  if (Array.isArray(value)) return value.map(String).join(', ') || t('audit.drawer.empty');
  const text = String(value);
  if (key.endsWith('Micros') && micros.test(text)) return format.money(text);
  return instant.test(text) ? format.dateTime(text) : text;
}
