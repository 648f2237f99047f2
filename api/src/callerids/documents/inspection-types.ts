import { maxUploadBytes } from '../../objects/upload-limits.ts';

/** Why a file is not taken as a document. The pages have words for each. */
export const documentRefusals = [
  'not_a_document',
  'broken_picture',
  'picture_too_large',
  'broken_pdf',
  'encrypted_pdf',
  'active_pdf',
  'too_many_pages',
  'trailing_data',
  'too_much_work',
] as const;
export type DocumentRefusal = (typeof documentRefusals)[number];

/** A picture of a page that we made: JPEG without anything that was not seen. */
export interface PagePicture {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export type Inspection =
  | {
      readonly ok: true;
      readonly contentType: 'image/jpeg' | 'image/png' | 'application/pdf';
      readonly pages: readonly PagePicture[];
    }
  | { readonly ok: false; readonly refusal: DocumentRefusal };

export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly refusal: DocumentRefusal) {
    super(refusal);
  }
}

export const documentLimits = {
  bytes: maxUploadBytes['caller-id-document'],
  pages: 20,
  /** Of a picture as it was sent. */
  pixels: 50_000_000,
  /** The longer side of what is shown. */
  shownSide: 2_000,
} as const;
