import { useQuery } from '@tanstack/solid-query';
import { t } from '../../i18n/translate.ts';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { TextField } from '../../ui/field.tsx';
import { dataOf } from '../../ui/query.ts';
import { generatePassword } from '../generate-password.ts';
import { roleHelp, roleWords } from '../roles/role-words.ts';
import { staffRolesQuery } from './data.ts';

/** One of the roles that the reader may give. */
export function RoleChoice(props: { value: string; onValue: (roleId: string) => void; error: string | undefined }) {
  const session = useSession();
  const query = useQuery(() => staffRolesQuery);
  // Who has it keeps it in sight, also where the reader could not give it to anybody.
  const options = () =>
    (dataOf(query)?.items ?? [])
      .filter((role) => role.withinReach || role.id === props.value)
      .map((role) => ({ value: role.id, label: roleWords(role), note: roleHelp(role, session().tenant.kind) }));
  return (
    <Choice
      label={t('staff.form.role')}
      name="role"
      options={options()}
      value={props.value}
      onValue={(roleId) => props.onValue(roleId)}
      error={props.error}
      disabled={dataOf(query) === undefined}
    />
  );
}

/** A first or a new password, typed or made up. */
export function PasswordField(props: {
  label: string;
  value: string;
  onValue: (value: string) => void;
  error: string | undefined;
}) {
  return (
    <TextField
      label={props.label}
      class="code"
      name="staff-password"
      autocomplete="new-password"
      spellcheck={false}
      maxlength={200}
      value={props.value}
      onValue={(value) => props.onValue(value)}
      error={props.error}
      help={t('staff.form.passwordHelp')}
      suffix={
        <Button look="ghost" size="s" onClick={() => props.onValue(generatePassword())}>
          {t('staff.form.generate')}
        </Button>
      }
    />
  );
}
