import { z } from 'zod';
import { id, instant, named, pageOf, pageQuery, words } from '../http/schemas.ts';
import { maxUploadBytes } from '../objects/upload-limits.ts';
import { audioStates } from '../telephony/schemas.ts';

export const audioKinds = ['outbound', 'ringback'] as const;
export const reviewedAudioStates = ['submitted', 'approved', 'rejected', 'revoked'] as const;
export const audioEventKinds = [
  'uploaded',
  'converted',
  'failed',
  'submitted',
  'withdrawn',
  'approved',
  'rejected',
  'revoked',
  'deleted',
] as const;

/** Of one upload, and of what is heard. */
export const audioLimits = { bytes: maxUploadBytes.audio, seconds: 600, name: 100, reason: 500 } as const;

/** Lower-case hex. */
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256 of the bytes that play (8 kHz mono µ-law).' });

const peaks = z
  .string()
  .nullable()
  .meta({ description: 'Least and greatest level of equal parts, a signed byte each, in base64.' });

const audioName = words(audioLimits.name).min(1);
const reason = words(audioLimits.reason).min(1);

export const audioHistoryEntry = z.object({
  id,
  kind: z.enum(audioEventKinds),
  sha256: z.string().nullable(),
  reason: z.string().nullable(),
  heard: z.boolean().nullable().meta({ description: 'Of a decision: whether it was heard to its end before.' }),
  by: z.string().nullable().meta({ description: 'Somebody of one’s own staff; null for others.' }),
  at: instant,
});

export const audio = z
  .object({
    id,
    name: z.string(),
    kind: z.enum(audioKinds),
    state: z.enum(audioStates),
    fileName: z.string().nullable(),
    sha256: sha256.nullable(),
    durationMs: z.int().nullable(),
    peaks,
    loudnessLufs: z.number().nullable(),
    failureCode: z.string().nullable().meta({ description: 'Why the file was refused.' }),
    decisionReason: z.string().nullable(),
    playable: z.boolean(),
    usedBy: z.array(named.extend({ kind: z.enum(['flow', 'queue']) })),
    createdAt: instant,
    changedAt: instant,
  })
  .meta({ id: 'Audio' });

export const audioDetail = audio.extend({ history: z.array(audioHistoryEntry) }).meta({ id: 'AudioDetail' });

export const audioQuery = pageQuery.extend({
  state: z.enum(audioStates).optional(),
  kind: z.enum(audioKinds).optional(),
  search: words(100).optional(),
});

export const audioPage = pageOf(audio).extend({
  counts: z.partialRecord(z.enum(audioStates), z.int()).meta({ description: 'How many there are in each state.' }),
});

export const createAudioBody = z.strictObject({ name: audioName, kind: z.enum(audioKinds), uploadId: id });
export const replaceAudioBody = z.strictObject({ uploadId: id });
export const renameAudioBody = z.strictObject({ name: audioName });
export const submitAudioBody = z.strictObject({ note: reason.optional() });

/** Where a browser finds a sound, for a short while. */
export const soundLink = z
  .object({
    url: z.string(),
    contentType: z.string(),
    sha256: z.string().meta({ description: 'Of what is found there.' }),
    expiresAt: instant,
  })
  .meta({ id: 'SoundLink' });

export const audioReview = z
  .object({
    id,
    name: z.string(),
    kind: z.enum(audioKinds),
    state: z.enum(reviewedAudioStates),
    sha256,
    durationMs: z.int(),
    peaks,
    loudnessLufs: z.number().nullable(),
    decisionReason: z.string().nullable(),
    playable: z.boolean(),
    tenant: named,
    chain: z.array(named).meta({ description: 'Who stands between the customer and oneself, nearest first.' }),
    changedAt: instant,
  })
  .meta({ id: 'AudioReview' });

export const audioReviewDetail = audioReview
  .extend({ history: z.array(audioHistoryEntry) })
  .meta({ id: 'AudioReviewDetail' });

export const audioReviewsQuery = pageQuery.extend({ state: z.enum(reviewedAudioStates).default('submitted') });

export const audioReviewPage = pageOf(audioReview).extend({ waiting: z.int() });

export const decideAudioBody = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('approved'), sha256, heard: z.boolean(), reason: reason.optional() }),
  z.strictObject({ decision: z.literal('rejected'), sha256, heard: z.boolean(), reason }),
]);

export const revokeAudioBody = z.strictObject({ sha256, reason });

export const revokedAudio = z.object({ haltedTasks: z.int() });

export type AudioState = (typeof audioStates)[number];
export type AudioKind = (typeof audioKinds)[number];
export type ReviewedAudioState = (typeof reviewedAudioStates)[number];
export type Audio = z.infer<typeof audio>;
export type AudioDetail = z.infer<typeof audioDetail>;
export type AudioHistoryEntry = z.infer<typeof audioHistoryEntry>;
export type AudioPage = z.infer<typeof audioPage>;
export type AudioReview = z.infer<typeof audioReview>;
export type AudioReviewDetail = z.infer<typeof audioReviewDetail>;
export type AudioReviewPage = z.infer<typeof audioReviewPage>;
export type CreateAudioBody = z.infer<typeof createAudioBody>;
export type DecideAudioBody = z.infer<typeof decideAudioBody>;
export type SoundLink = z.infer<typeof soundLink>;
