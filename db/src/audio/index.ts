export { addAudio, type AddedAudio, type AudioUpload, replaceAudioFile } from './add-audio.ts';
export { maxAudioBytes, maxAudioMs, maxAudioOfTenant, minAudioMs } from './audio-limits.ts';
export { audioKinds, type AudioKind, type AudioState, audioStates, audioVerbs, previewTypes } from './audio-state.ts';
export { deleteAudio, renameAudio, submitAudio, withdrawAudio } from './change-audio.ts';
export { closeConversions } from './close-conversions.ts';
export { createAudio, type NewAudio } from './create-audio.ts';
export {
  type AudioFilter,
  type AudioHistoryEntry,
  type AudioObject,
  type AudioView,
  countAudio,
  findPreview,
  getAudio,
  getAudioHistory,
  listAudio,
} from './find-audio.ts';
export { holdAudio } from './lock-audio.ts';
export { type Conversion, type ConvertedAudio, failConversion, finishConversion } from './finish-conversion.ts';
export {
  type AudioDecision,
  type AudioReview,
  countAudioReviews,
  decideAudio,
  findReviewedBytes,
  getAudioReview,
  getReviewHistory,
  listAudioReviews,
  type ReviewedState,
  reviewedStates,
  type ReviewHistoryEntry,
} from './review-audio.ts';
export { type FoundSound, tellSoundChanged, tellSoundRepaired, tellSoundRight } from './tell-sound.ts';
export { audio, audioEvents } from './tables.ts';
export { listPlayable, type PlayableAudio } from './list-playable.ts';
