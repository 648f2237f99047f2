/** What a file of each purpose may weigh at most. The record says so too, and a test compares the two; pages say it before they send. */
export const maxUploadBytes = {
  'caller-id-document': 10 * 1024 * 1024,
  audio: 50 * 1024 * 1024,
  logo: 1024 * 1024,
} as const;
