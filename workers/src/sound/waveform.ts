/** Parts of a waveform, however long the sound is. */
const points = 800;

/** ITU-T G.711 µ-law as linear samples of 16 bits. */
const linear = Int16Array.from({ length: 256 }, (_, code) => {
  const bits = ~code & 0xff;
  const magnitude = (((bits & 0x0f) << 3) + 132) << ((bits & 0x70) >> 4);
  return (bits & 0x80) === 0 ? magnitude - 132 : 132 - magnitude;
});

/** Least and greatest level of at most 800 equal parts of µ-law bytes, a signed byte each, in base64. */
export function waveformOf(ulaw: Buffer): string {
  const parts = Math.min(points, ulaw.length);
  const peaks = new Int8Array(parts * 2);
  for (let part = 0; part < parts; part++) {
    const [from, to] = [Math.floor((part * ulaw.length) / parts), Math.floor(((part + 1) * ulaw.length) / parts)];
    let [least, greatest] = [0, 0];
    for (let i = from; i < to; i++) {
      const level = linear[ulaw[i] ?? 0xff] ?? 0;
      if (level < least) least = level;
      if (level > greatest) greatest = level;
    }
    peaks[2 * part] = Math.round(least / 258);
    peaks[2 * part + 1] = Math.round(greatest / 258);
  }
  return Buffer.from(peaks.buffer).toString('base64');
}

/** µ-law bytes as a WAV file of 16 bits, for browsers: nothing is lost or added. */
export function wavOf(ulaw: Buffer): Buffer {
  const file = Buffer.alloc(44 + ulaw.length * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + ulaw.length * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(8000, 24);
  file.writeUInt32LE(16_000, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(ulaw.length * 2, 40);
  for (const [i, code] of ulaw.entries()) file.writeInt16LE(linear[code] ?? 0, 44 + i * 2);
  return file;
}
