// Colours as people see them: OKLCH, and the contrast of WCAG 2.2.

export interface Oklch {
  /** 0 to 1. */
  readonly lightness: number;
  readonly chroma: number;
  /** Degrees. */
  readonly hue: number;
}

const colour = /^#[0-9a-f]{6}$/;

/** sRGB, each 0 to 1. Throws for anything but `#rrggbb` in lower case. */
function channelsOf(hex: string): readonly [number, number, number] {
  if (!colour.test(hex)) throw new RangeError(`"${hex}" is not a colour`);
  const at = (from: number) => Number.parseInt(hex.slice(from, from + 2), 16) / 255;
  return [at(1), at(3), at(5)];
}

const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const curved = (value: number) => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

/** Matrices: https://bottosson.github.io/posts/oklab/ */
export function toOklch(hex: string): Oklch {
  const [r, g, b] = channelsOf(hex).map(linear) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const c = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return {
    lightness: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    chroma: Math.hypot(a, c),
    hue: ((Math.atan2(c, a) * 180) / Math.PI + 360) % 360,
  };
}

/** The nearest colour of sRGB of this lightness and hue: chroma gives way. */
export function toHex({ lightness, chroma, hue }: Oklch): string {
  let [low, high] = [0, chroma];
  let best = channelsAt(lightness, chroma, hue);
  if (!isShown(best)) {
    for (let turn = 0; turn < 24; turn++) {
      const middle = (low + high) / 2;
      if (isShown(channelsAt(lightness, middle, hue))) low = middle;
      else high = middle;
    }
    best = channelsAt(lightness, low, hue);
  }
  return `#${best
    .map((value) =>
      Math.round(Math.min(1, Math.max(0, curved(value))) * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

function channelsAt(lightness: number, chroma: number, hue: number): readonly number[] {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

const slack = 1e-4;
const isShown = (channels: readonly number[]) => channels.every((value) => value >= -slack && value <= 1 + slack);

/** 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrastOf(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = channelsOf(hex).map(linear) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
