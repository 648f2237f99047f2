// The very bytes that a switch plays, as browsers can play them.

const sampleRate = 8000;

/** ITU-T G.711 µ-law as linear samples of 16 bits. */
const linear = Int16Array.from({ length: 256 }, (_, code) => {
  const bits = ~code & 0xff;
  const magnitude = (((bits & 0x0f) << 3) + 132) << ((bits & 0x70) >> 4);
  return (bits & 0x80) === 0 ? magnitude - 132 : 132 - magnitude;
});

/** A WAV file of 16 bits: nothing is lost or added. */
export function ulawToWav(ulaw: Uint8Array): Blob {
  const head = new DataView(new ArrayBuffer(44));
  const text = (at: number, letters: string) =>
    [...letters].forEach((letter, i) => head.setUint8(at + i, letter.codePointAt(0) ?? 0));
  text(0, 'RIFF');
  head.setUint32(4, 36 + ulaw.length * 2, true);
  text(8, 'WAVEfmt ');
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, sampleRate, true);
  head.setUint32(28, sampleRate * 2, true);
  head.setUint16(32, 2, true);
  head.setUint16(34, 16, true);
  text(36, 'data');
  head.setUint32(40, ulaw.length * 2, true);
  const samples = Int16Array.from(ulaw, (code) => linear[code] ?? 0);
  return new Blob([head, samples], { type: 'audio/wav' });
}
