// A process that reads one file of a stranger and ends: what breaks in here breaks nothing else.
import { drawDocument } from './draw-document.ts';

process.once('message', (bytes: Uint8Array) => {
  void drawDocument(bytes).then((inspection) => process.send?.(inspection, () => process.exit(0)));
});
