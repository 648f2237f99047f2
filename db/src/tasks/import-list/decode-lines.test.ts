import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Line, decodeLines, maxLineBytes } from './decode-lines.ts';

async function linesOf(chunks: Iterable<Uint8Array>, maxBytes?: number): Promise<Line[]> {
  const lines: Line[] = [];
  const source = (async function* () {
    yield* chunks;
  })();
  for await (const batch of decodeLines(source, maxBytes === undefined ? {} : { maxBytes })) lines.push(...batch);
  return lines;
}

/** The bytes in chunks of every size, so that each boundary falls everywhere once. */
async function inAllChunkings(bytes: Uint8Array): Promise<Line[]> {
  const whole = await linesOf([bytes]);
  for (let size = 1; size <= Math.min(bytes.length, 12); size++) {
    const chunks: Uint8Array[] = [];
    for (let start = 0; start < bytes.length; start += size) chunks.push(bytes.subarray(start, start + size));
    expect(await linesOf(chunks)).toEqual(whole);
  }
  return whole;
}

function utf16(text: string, order: 'le' | 'be', mark = true): Buffer {
  const bytes = Buffer.from(mark ? `\ufeff${text}` : text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

describe('decodeLines', () => {
  it.each([
    ['nothing at all', '', []],
    ['one line without an end', '1', ['1']],
    ['one line with an end', '1\n', ['1']],
    ['an empty line', '\n', ['']],
    ['LF', '1\n2\n\n3', ['1', '2', '', '3']],
    ['CRLF', '1\r\n2\r\n\r\n3\r\n', ['1', '2', '', '3']],
    ['CR', '1\r2\r\r3\r', ['1', '2', '', '3']],
    ['all mixed', '1\r\n2\n3\r4\n\r5', ['1', '2', '3', '4', '', '5']],
  ])('cuts %s', async (_name, text, lines) => {
    expect(await inAllChunkings(Buffer.from(text))).toEqual(lines);
    expect(await inAllChunkings(Buffer.from(`\ufeff${text}`))).toEqual(lines);
    expect(await inAllChunkings(utf16(text, 'le'))).toEqual(lines);
    expect(await inAllChunkings(utf16(text, 'be'))).toEqual(lines);
  });

  it('reads UTF-16 without a mark where it begins with digits', async () => {
    expect(await inAllChunkings(utf16('138\r\n号', 'le', false))).toEqual(['138', '号']);
    expect(await inAllChunkings(utf16('138\r\n号', 'be', false))).toEqual(['138', '号']);
  });

  it('reads UTF-8 with and without a mark', async () => {
    expect(await inAllChunkings(Buffer.from('１３８号\n𠮷😀'))).toEqual(['１３８号', '𠮷😀']);
    expect(await inAllChunkings(Buffer.from('\ufeff１３８号\n𠮷😀'))).toEqual(['１３８号', '𠮷😀']);
  });

  it('reads GB18030, also its four-byte characters', async () => {
    // 号码, full-width １３８, 𠮷 (GB 18030-2005 code charts).
    const bytes = Buffer.from('bac5c2eb0d0aa3b1a3b3a3b80a9535 8230'.replace(' ', ''), 'hex');
    const lines = await inAllChunkings(bytes);
    expect(lines.slice(0, 2)).toEqual(['号码', '１３８']);
    expect(lines[2]).toBe(new TextDecoder('gb18030').decode(Buffer.from('95358230', 'hex')));
  });

  it('gives null for a line that is too long, and goes on behind it', async () => {
    const long = '1'.repeat(maxLineBytes);
    expect(await linesOf([Buffer.from(`a\n${long}\n${long}1\nb\n${long}${long}${long}`)])).toEqual([
      'a',
      long,
      null,
      'b',
      null,
    ]);
    const bytewise = Array.from(Buffer.from(`${long}1\r\nb`), (byte) => Uint8Array.of(byte));
    expect(await linesOf(bytewise)).toEqual([null, 'b']);
  });

  it('keeps what it needs of a chunk whose memory the source uses again', async () => {
    const reused = (async function* () {
      const memory = Buffer.alloc(4);
      for (const text of ['123\n', '4567', '89\n0']) {
        memory.write(text);
        yield memory;
      }
    })();
    const lines: Line[] = [];
    for await (const batch of decodeLines(reused)) lines.push(...batch);
    expect(lines).toEqual(['123', '456789', '0']);
  });

  it('takes maxBytes and not one more', async () => {
    const chunks = [Buffer.from('123\n'), Buffer.from('456\n')];
    expect(await linesOf(chunks, 8)).toEqual(['123', '456']);
    await expect(linesOf(chunks, 7)).rejects.toMatchObject({ code: 'list_too_large' });
  });

  it('stops asking for bytes when there are too many', async () => {
    let asked = 0;
    const endless = (async function* () {
      for (;;) {
        asked++;
        yield Buffer.alloc(1000, '1');
      }
    })();
    await expect(
      (async () => {
        for await (const batch of decodeLines(endless, { maxBytes: 10_000 })) expect(batch).toEqual([]);
      })(),
    ).rejects.toMatchObject({ code: 'list_too_large' });
    expect(asked).toBe(11);
  });

  it('passes on what breaks the source', async () => {
    const broken = (async function* () {
      yield Buffer.from('1\n2\n');
      throw new Error('aborted');
    })();
    await expect(
      (async () => {
        for await (const batch of decodeLines(broken)) expect(batch.length).toBeGreaterThan(0);
      })(),
    ).rejects.toThrow('aborted');
  });

  it('gives the same lines however text is cut into chunks, in every encoding', async () => {
    const text = fc.string({
      unit: fc.constantFrom('1', '8', ' ', '号', '１', '😀', '\r', '\n', '\r\n'),
      maxLength: 40,
    });
    const encodings = fc.constantFrom(
      (t: string) => Buffer.from(t),
      (t: string) => utf16(t, 'le'),
      (t: string) => utf16(t, 'be'),
    );
    const cuts = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(text, encodings, cuts, async (lineText, encode, sizes) => {
        fc.pre(!/^.\0/s.test(lineText));
        const bytes = encode(lineText);
        const chunks: Buffer[] = [];
        let start = 0;
        for (const size of [...sizes, bytes.length]) chunks.push(bytes.subarray(start, (start += size)));
        const expected = lineText.split(/\r\n|\r|\n/);
        if (expected.at(-1) === '') expected.pop();
        expect(await linesOf(chunks)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('reads any bytes without throwing, and loses no line end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        fc.pre(bytes.length < 2 || !isUtf16Like(bytes));
        const ends = Buffer.from(bytes)
          .toString('latin1')
          .split(/\r\n|\r|\n/);
        if (ends.at(-1) === '' || Buffer.from('\ufeff').equals(bytes)) ends.pop();
        expect(await linesOf([bytes])).toHaveLength(ends.length);
      }),
      { numRuns: 500 },
    );
  });
});

function isUtf16Like(bytes: Uint8Array): boolean {
  return bytes[0] === 0 || bytes[1] === 0 || bytes[0] === 0xff || bytes[0] === 0xfe;
}
