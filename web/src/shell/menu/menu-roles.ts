import { t } from '../../i18n/translate.ts';

const presets = ['administrator', 'finance', 'technical', 'support', 'supervisor', 'seat', 'own'] as const;

/** Whom an entry can be for: the roles that every company has, and all that companies made themselves as one. */
export const menuRoles = (): { value: string; label: string }[] =>
  presets.map((value) => ({ value, label: t(`menus.presets.${value}`) }));
