export { applyDeck, type AppliedVersion, type DeckApplication } from './apply-deck.ts';
export { checkChanges } from './check-changes.ts';
export { checkUndo } from './check-undo.ts';
export { changeRates, type RateChanges } from './change-rates.ts';
export type { DeckSummary } from './compare-deck.ts';
export { createDeck, type NewDeck } from './create-deck.ts';
export { cellFaults, type CellFault, type DeckField, deckFields } from './deck-row.ts';
export { type Deck, type DeckFinding, findDeck } from './find-deck.ts';
export { loadCostStamp } from './find-deck-losses.ts';
export { findOwnList } from './find-own-list.ts';
export { type ListedLoss, listDeckLosses } from './list-deck-losses.ts';
export { type DeckRow, type DeckRowKind, listDeckRows } from './list-deck-rows.ts';
export { findVersion, listVersions, type RateGroupVersion } from './list-versions.ts';
export { type DeckMapping, type DeckMappingInput, deckMapping } from './mapping.ts';
export { previewDeck, type PreviewOptions } from './preview-deck.ts';
export { type DeckHead, maxDeckBytes, readDeckHead } from './read-head.ts';
export { proposeMapping } from './remember-mapping.ts';
export {
  type ApplyDeckInput,
  type DeckMode,
  deckModes,
  requestDeckApply,
  requestDeckPreview,
} from './request-deck-jobs.ts';
export { deckRowKinds, deckStates, versionKinds } from './tables.ts';
export { countTouched, type Undone, undoVersion } from './undo-version.ts';
