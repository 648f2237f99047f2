import type { AudioHistoryEntry, AudioReview, AudioView } from '@yunhu/db/audio';
import type { Audio, AudioHistoryEntry as EntryAnswer, AudioReview as ReviewAnswer } from './schemas.ts';

export function viewAudio(audio: AudioView): Audio {
  return {
    ...audio,
    usedBy: [...audio.usedBy],
    createdAt: audio.createdAt.toISOString(),
    changedAt: audio.changedAt.toISOString(),
  };
}

export function viewReview(review: AudioReview): ReviewAnswer {
  return { ...review, chain: [...review.chain], changedAt: review.changedAt.toISOString() };
}

export function viewEntry(entry: AudioHistoryEntry): EntryAnswer {
  return { ...entry, at: entry.at.toISOString() };
}
