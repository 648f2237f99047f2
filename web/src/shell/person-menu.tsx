import * as Menu from '@kobalte/core/dropdown-menu';
import { useNavigate } from '@solidjs/router';
import Check from 'lucide-solid/icons/check';
import LogOut from 'lucide-solid/icons/log-out';
import UserRound from 'lucide-solid/icons/user-round';
import { For } from 'solid-js';
import { type Locale, locale, setLocale, t } from '../i18n/translate.ts';
import { roleWords } from '../tenancy/roles/role-words.ts';
import { useSession, useSignOut } from '../session/session.ts';
import { menuContentClass, menuItemClass } from '../ui/menu.tsx';
import { type Theme, setTheme, theme } from '../ui/theme.ts';

const themes: readonly Theme[] = ['system', 'light', 'dark'];
const locales: readonly { value: Locale; label: string }[] = [
  { value: 'zh-CN', label: '中文' },
  { value: 'en', label: 'English' },
];

function RadioRow(props: { value: string; label: string }) {
  return (
    <Menu.RadioItem value={props.value} class={menuItemClass} closeOnSelect>
      <span class="grow">{props.label}</span>
      <Menu.ItemIndicator>
        <Check class="size-4 text-accent" aria-hidden="true" />
      </Menu.ItemIndicator>
    </Menu.RadioItem>
  );
}

function Preferences() {
  return (
    <>
      <Menu.RadioGroup value={locale()} onChange={(value) => setLocale(value === 'en' ? 'en' : 'zh-CN')}>
        <Menu.GroupLabel class="px-2.5 pt-2 pb-1 text-2xs text-ink-3">{t('shell.language')}</Menu.GroupLabel>
        <For each={locales}>{(entry) => <RadioRow value={entry.value} label={entry.label} />}</For>
      </Menu.RadioGroup>
      <Menu.Separator class="my-1 border-line" />
      <Menu.RadioGroup
        value={theme()}
        onChange={(value) => setTheme(value === 'light' || value === 'dark' ? value : 'system')}
      >
        <Menu.GroupLabel class="px-2.5 pt-2 pb-1 text-2xs text-ink-3">{t('shell.theme')}</Menu.GroupLabel>
        <For each={themes}>{(entry) => <RadioRow value={entry} label={t(`shell.themes.${entry}`)} />}</For>
      </Menu.RadioGroup>
    </>
  );
}

/** Who is signed in, the preferences of this device, and the way out. */
export function PersonMenu() {
  const session = useSession();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const leave = () => signOut.mutate(undefined, { onSettled: () => navigate('/login') });
  return (
    <Menu.Root gutter={6} placement="bottom-end" modal={false}>
      <Menu.Trigger
        class="grid size-8 shrink-0 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent"
        aria-label={t('shell.account', session().staff.name)}
        data-testid="person-menu"
      >
        {Array.from(session().staff.name)[0]}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content class={`${menuContentClass} w-56`}>
          <div class="border-b border-line px-2.5 pt-1.5 pb-2.5">
            <p class="truncate text-s font-semibold">{session().staff.name}</p>
            <p class="truncate text-xs text-ink-3">
              {session().staff.loginName} · {roleWords(session().staff.role)}
            </p>
            <p class="mt-1 truncate text-xs text-ink-2">
              {session().tenant.name} · {t(`shell.kinds.${session().tenant.kind}`)}
            </p>
          </div>
          <Preferences />
          <Menu.Separator class="my-1 border-line" />
          <Menu.Item class={menuItemClass} onSelect={() => navigate('/account')} data-testid="open-account">
            <UserRound class="size-4 text-ink-3" aria-hidden="true" />
            {t('account.open')}
          </Menu.Item>
          <Menu.Item class={menuItemClass} onSelect={leave} data-testid="sign-out">
            <LogOut class="size-4 text-ink-3" aria-hidden="true" />
            {t('shell.signOut')}
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
