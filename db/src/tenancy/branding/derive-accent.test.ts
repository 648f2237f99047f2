import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveAccent, leastContrast } from './derive-accent.ts';
import { contrastOf, toHex, toOklch } from './oklch.ts';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('every colour there is becomes one that can be read, as text and under text, in both themes', () => {
  fc.assert(
    fc.property(colour, (chosen) => {
      const { light, dark } = deriveAccent(chosen);
      for (const { accent, ink, soft, inkContrast, groundContrast } of [light, dark]) {
        expect(contrastOf(ink, accent)).toBeGreaterThanOrEqual(leastContrast);
        expect(contrastOf(soft, accent)).toBeGreaterThanOrEqual(leastContrast);
        expect(inkContrast).toBeCloseTo(contrastOf(ink, accent), 10);
        expect(groundContrast).toBeLessThanOrEqual(contrastOf(soft, accent));
        expect(groundContrast).toBeGreaterThanOrEqual(leastContrast);
      }
      for (const ground of ['#ffffff', '#f1f3f6'])
        expect(contrastOf(ground, light.accent)).toBeGreaterThanOrEqual(leastContrast);
      for (const ground of ['#1d2129', '#0d1117'])
        expect(contrastOf(ground, dark.accent)).toBeGreaterThanOrEqual(leastContrast);
    }),
    { numRuns: 300, examples: ['#000000', '#ffffff', '#ffff00', '#00ff00', '#0000ff', '#ff00ff'].map((c) => [c]) },
  );
});

test('near-white words stand readable on the panel of any colour', () => {
  fc.assert(
    fc.property(colour, (chosen) => {
      const { panel } = deriveAccent(chosen);
      for (const ground of [panel.from, panel.to]) expect(contrastOf('#eef0fb', ground)).toBeGreaterThan(7);
    }),
  );
});

test('a colour that can be read stays as it was chosen, and one that cannot keeps its hue and says so', () => {
  expect(deriveAccent('#4353c9')).toMatchObject({ adjusted: false, light: { accent: '#4353c9' } });
  const yellow = deriveAccent('#ffd400');
  expect(yellow.adjusted).toBe(true);
  expect(Math.abs(toOklch(yellow.light.accent).hue - toOklch('#ffd400').hue)).toBeLessThan(6);
});

test('what is shown is itself a good choice: choosing it changes nothing', () => {
  fc.assert(
    fc.property(colour, (chosen) => {
      const { light } = deriveAccent(chosen);
      expect(deriveAccent(light.accent).light.accent).toBe(light.accent);
    }),
  );
});

test('colours come back from OKLCH as they went in', () => {
  fc.assert(
    fc.property(colour, (hex) => {
      expect(toHex(toOklch(hex))).toBe(hex);
    }),
  );
});

test.each(['red', '#FFF', '#12345', '#1234567', 'rgb(0,0,0)', '#12345g', ''])('%j is no colour', (text) => {
  expect(() => deriveAccent(text)).toThrow(RangeError);
});
