// npm run -s copy-objects: brings the files of the folder (OBJECTS_DIR, or the one of npm start) into the bucket that S3_BUCKET and its
// companions name, and compares them. Nothing is deleted; what is there already is not sent again, so it may be stopped and run again.
import path from 'node:path';
import { copyObjects, openFolderStore, openObjectStore, parseObjectSettings, readS3Settings } from '@yunhu/db/objects';
import { readStackSettings } from './stack/settings.ts';

try {
  const settings = parseObjectSettings(process.env);
  if (readS3Settings(settings) === undefined)
    throw new Error('S3_BUCKET is not set: name the bucket to copy to, with its keys beside it.');
  const { dataDir } = readStackSettings(process.env);
  const folder = process.env['OBJECTS_DIR'] ?? path.join(dataDir, 'objects');
  const [from, to] = [await openFolderStore(folder), await openObjectStore(settings)];
  const { copied, kept, bytes } = await copyObjects(from, to, (report) =>
    process.stderr.write(`${report.copied + report.kept} files so far\n`),
  );
  process.stdout.write(`${copied} files (${bytes} bytes) copied, ${kept} were there already\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
