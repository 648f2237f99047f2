export { readEmailAddress } from './email-address.ts';
export { listMails, type MailView, sendTestMail } from './list-mails.ts';
export {
  askForAddress,
  changeOwnMail,
  confirmAddress,
  confirmationsAnHour,
  type OwnMail,
  readOwnMail,
  removeAddress,
} from './own-mail.ts';
export { alertMailLimits, type MailedAlert, queueAlertMails } from './queue-alert-mails.ts';
export { type MailKind, type MailLocale, type NewMail, queueMail } from './queue-mail.ts';
export { type DueMail, endMailTry, forgetMails, mailLimits, takeDueMails } from './take-due-mails.ts';
export { alertMailTurns, emailConfirmations, mailKinds, mailLocales, mails, mailStates } from './tables.ts';
