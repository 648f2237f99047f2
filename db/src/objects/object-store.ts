import type { Readable } from 'node:stream';

/** What was stored of a stream. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface PutOptions {
  readonly maxBytes: number;
  /** `application/octet-stream` where it is not said. */
  readonly contentType?: string;
}

export interface ObjectContent {
  readonly content: Readable;
  readonly bytes: number;
}

/** What is known of an object without reading it. */
export interface ObjectFacts {
  readonly bytes: number;
  readonly contentType: string;
  readonly modifiedAt: Date;
  /** Lower-case hex; undefined where the store keeps none: S3, of what was too large to be put in one piece. */
  readonly sha256: string | undefined;
}

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

export interface ObjectPage {
  /** In the order of their keys' bytes. */
  readonly objects: readonly ListedObject[];
  /** Whether there are more after the last of them. */
  readonly more: boolean;
}

/** How a browser is to take what it downloads. `attachment` is saved under its name, `inline` may be shown or played. */
export interface DownloadOptions {
  /** How long the address is good for. */
  readonly expiresSeconds: number;
  readonly contentType: string;
  readonly disposition: 'attachment' | 'inline';
  readonly fileName?: string;
}

export interface UploadOptions {
  /** How long the address is good for. */
  readonly expiresSeconds: number;
  /** Exactly so many are taken. */
  readonly bytes: number;
  readonly contentType: string;
}

/** A request that whoever is given it may send once, without being signed in. */
export interface UploadRequest {
  readonly method: 'PUT';
  /** Without a host where the API itself takes it. */
  readonly url: string;
  /** To be sent along exactly so. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The record's files: uploads, exports, documents. A key is `tenant/<tenant id>/<what>/<unique name>`: letters, digits, `-`, `.` and
 * `_` between single slashes. Whoever calls has checked that the tenant is the current one.
 */
export interface ObjectStore {
  /** Stores a stream whole or not at all; replaces what stood there. Throws `file_too_large` beyond `maxBytes`. */
  put(key: string, content: Readable, options: PutOptions): Promise<StoredObject>;
  /** undefined where there is none. */
  get(key: string): Promise<ObjectContent | undefined>;
  /** undefined where there is none. */
  head(key: string): Promise<ObjectFacts | undefined>;
  /** What is not there counts as deleted. */
  delete(key: string): Promise<void>;
  /** At most 1,000 whose keys begin with the prefix (`tenant/`, `tenant/<id>/` or `tenant/<id>/<what>/`), from behind the key `after` on. */
  list(prefix: string, options?: { readonly after?: string; readonly limit?: number }): Promise<ObjectPage>;
  /** The address of an object for a browser, as relative as the API's own where there is no other server; it need not be there. */
  presignGet(key: string, options: DownloadOptions): Promise<string>;
  /** An upload past us, straight into the store. */
  presignPut(key: string, options: UploadOptions): Promise<UploadRequest>;
  /** Removes what puts that died before `before` have left behind; answers how many. */
  clearUnfinished(before: Date): Promise<number>;
  /** What stands behind this store's addresses, for the API to serve; undefined where another server does. */
  readonly links?: ObjectLinks;
  /** That other server as browsers reach it: `https://host`. */
  readonly origin?: string;
}

export interface LinkedObject extends Omit<DownloadOptions, 'expiresSeconds'> {
  /** Of the whole. */
  readonly bytes: number;
  /** All of it, or from byte `start` up to and with byte `end`. */
  open(range?: { readonly start: number; readonly end: number }): Promise<Readable>;
}

/** What a request says of its body before that comes. */
export interface LinkedUpload {
  readonly contentType: string | undefined;
  readonly bytes: number | undefined;
}

/** Addresses of the API's own, good by their signature. All throw `link_invalid` for one that is not ours, for this, or still good. */
export interface ObjectLinks {
  /** Throws `not_found` where the object is gone. */
  read(token: string): Promise<LinkedObject>;
  /**
   * Stores what the address was made for, once. Throws `file_too_large` beyond the bytes that were agreed, `upload_incomplete` where
   * there are fewer, and then the address is good for another try.
   */
  write(token: string, content: Readable, sent: LinkedUpload): Promise<void>;
}

/** The most that `list` answers at once. */
export const maxListed = 1_000;
