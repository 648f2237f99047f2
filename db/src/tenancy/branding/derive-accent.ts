import { contrastOf, type Oklch, toHex, toOklch } from './oklch.ts';

/** The accent of one theme, each colour `#rrggbb`. */
export interface ThemeAccent {
  /** Fills what is pressed, and is the colour of links. */
  readonly accent: string;
  /** Written on the accent. */
  readonly ink: string;
  /** A quiet ground of the same hue, on which the accent is written too. */
  readonly soft: string;
  /** Of the ink on the accent, and of the accent on the ground where it reads worst. */
  readonly inkContrast: number;
  readonly groundContrast: number;
}

export interface Accent {
  /** As it was asked for. */
  readonly chosen: string;
  readonly light: ThemeAccent;
  readonly dark: ThemeAccent;
  /** Grounds behind near-white words, as on the login page, and a light tone to draw on them. */
  readonly panel: { readonly from: string; readonly to: string; readonly glow: string };
  /** The chosen colour could not be read in the light theme as it is; what is shown is the nearest that can. */
  readonly adjusted: boolean;
}

/** WCAG 2.2, 1.4.3. */
export const leastContrast = 4.5;

interface Theme {
  /** What the accent is written on, beside its own soft ground. */
  readonly grounds: readonly string[];
  readonly soft: { readonly lightness: number; readonly chroma: number };
  readonly ink: { readonly lightness: number; readonly chroma: number };
  /** Where the accent goes when it cannot be read: away from the grounds. */
  readonly away: -1 | 1;
  /** No accent is nearer to its grounds' end than this. */
  readonly within: readonly [number, number];
}

/** The grounds of web/src/styles.css. */
const themes: Readonly<Record<'light' | 'dark', Theme>> = {
  light: {
    grounds: ['#ffffff', '#f7f9fb', '#f1f3f6', '#f4f6f8'],
    soft: { lightness: 0.955, chroma: 0.025 },
    ink: { lightness: 0.99, chroma: 0.01 },
    away: -1,
    within: [0.2, 0.8],
  },
  dark: {
    grounds: ['#0d1117', '#161a21', '#1d2129', '#1b2028'],
    soft: { lightness: 0.28, chroma: 0.06 },
    ink: { lightness: 0.18, chroma: 0.03 },
    away: 1,
    within: [0.55, 0.95],
  },
};

const step = 0.002;
/** A colour that is moved goes a little beyond, so that choosing the one that was offered moves it no more. */
const margin = 0.05;

/**
 * What is shown where somebody chose a colour: its hue as it is, its lightness moved only as far as contrast asks, in each theme by
 * itself. There is always one, as lightness alone reaches 4.5:1. Throws RangeError for anything but `#rrggbb` in lower case.
 */
export function deriveAccent(chosen: string): Accent {
  const colour = toOklch(chosen);
  const light = fit(chosen, colour, themes.light);
  const tone = (lightness: number, chroma: number) => toHex(quiet(colour, lightness, chroma));
  return {
    chosen,
    light,
    dark: fit(chosen, colour, themes.dark),
    panel: { from: tone(0.3, 0.09), to: tone(0.22, 0.06), glow: tone(0.8, 0.1) },
    adjusted: light.accent !== chosen,
  };
}

function fit(chosen: string, colour: Oklch, theme: Theme): ThemeAccent {
  const [least, most] = theme.within;
  const soft = toHex(quiet(colour, theme.soft.lightness, theme.soft.chroma));
  const ink = toHex(quiet(colour, theme.ink.lightness, theme.ink.chroma));
  const measure = (accent: string): ThemeAccent => ({
    accent,
    ink,
    soft,
    inkContrast: contrastOf(ink, accent),
    groundContrast: Math.min(...[...theme.grounds, soft].map((ground) => contrastOf(ground, accent))),
  });
  const asChosen = measure(chosen);
  if (isReadable(asChosen)) return asChosen;
  let lightness = Math.min(most, Math.max(least, colour.lightness));
  let best = measure(toHex({ ...colour, lightness }));
  while (!isReadable(best, margin) && lightness > 0 && lightness < 1) {
    lightness += theme.away * step;
    best = measure(toHex({ ...colour, lightness }));
  }
  return best;
}

const isReadable = ({ inkContrast, groundContrast }: ThemeAccent, beyond = 0) =>
  Math.min(inkContrast, groundContrast) >= leastContrast + beyond;

/** The same hue, no more colourful than it was chosen. */
function quiet({ hue, chroma }: Oklch, lightness: number, most: number): Oklch {
  return { hue, lightness, chroma: Math.min(chroma, most) };
}
