import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import sharp, { type Sharp } from 'sharp';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { preparePicture } from '../../tenancy/branding/prepare-picture.ts';
import { drawDocument } from './draw-document.ts';
import { inspectDocument } from './inspect-document.ts';
import { pdf, picture } from './make-documents.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'yunhu-inspection-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

function program(code: string): string {
  const file = path.join(folder, `${process.hrtime.bigint()}.mjs`);
  writeFileSync(file, code);
  return file;
}

test('a process that breaks, or cannot begin, is our failure and says why; nobody is told that the file is bad', async () => {
  const broken = program("process.once('message', () => { throw new TypeError('a fault of ours'); });");
  await expect(inspectDocument(Buffer.from('x'), broken)).rejects.toThrow(/ended with 1: .*a fault of ours/s);
  const incomplete = program("import './not-here.mjs';");
  await expect(inspectDocument(Buffer.from('x'), incomplete)).rejects.toThrow('ERR_MODULE_NOT_FOUND');
  const killed = program("process.once('message', () => process.kill(process.pid, 'SIGSEGV'));");
  await expect(inspectDocument(Buffer.from('x'), killed)).rejects.toMatchObject({ name: 'InspectionFailed' });
});

test('a process that asks for more memory than it has says that of the file', async () => {
  const hungry = program(
    "process.once('message', () => { const all = []; for (;;) all.push(new Array(1e6).fill({})); });",
  );
  expect(await inspectDocument(Buffer.from('x'), hungry)).toEqual({ ok: false, refusal: 'too_much_work' });
});

test('a library for PDFs that does not begin is not the fault of the PDF', async () => {
  vi.spyOn(PDFiumLibrary, 'init').mockRejectedValue(new Error('no WebAssembly here'));
  await expect(drawDocument(await pdf(1))).rejects.toThrow('no WebAssembly here');
});

test('a library for pictures that fails by itself is not the fault of the picture', async () => {
  const sent = await picture(64, 64).png().toBuffer();
  vi.spyOn(sharp.prototype as Sharp, 'toBuffer').mockRejectedValue(new Error('Expected a number'));
  await expect(drawDocument(sent)).rejects.toThrow('Expected a number');
  await expect(preparePicture(sent, 'logo')).rejects.toThrow('Expected a number');
});
