// A waveform as the API says it: least and greatest level of equal parts, a signed byte each, in base64.

/** How far each of so many bars reaches, 0 to 1; a sound without a waveform lies flat. */
export function barsOf(peaks: string | null, count: number): number[] {
  if (peaks === null || peaks === '') return Array.from({ length: count }, () => 0);
  const bytes = Uint8Array.from(atob(peaks), (letter) => letter.codePointAt(0) ?? 0);
  const levels = new Int8Array(bytes.buffer);
  return widest(levels.length, count, (i) => Math.abs(levels[i] ?? 0) / 127);
}

/** The same of decoded samples, for what is not sent yet. */
export function barsOfSamples(samples: Float32Array, count: number): number[] {
  return widest(samples.length, count, (i) => Math.abs(samples[i] ?? 0));
}

/** Speech at its normal level fills the height; what is far below it still looks quiet. */
const fullLevel = 0.25;

function widest(length: number, count: number, levelAt: (index: number) => number): number[] {
  const levels = Array.from({ length: count }, (_, bar) => {
    const end = Math.floor(((bar + 1) * length) / count);
    let level = 0;
    for (let i = Math.floor((bar * length) / count); i < end; i++) level = Math.max(level, levelAt(i));
    return level;
  });
  const most = levels.reduce((left, right) => Math.max(left, right), fullLevel);
  return levels.map((level) => level / most);
}
