import { expect, test } from 'vitest';
import { createHeard } from './heard.ts';
import { barsOf, barsOfSamples } from './peaks.ts';
import { ulawToWav } from './ulaw.ts';

const listen = (heard: ReturnType<typeof createHeard>, from: number, to: number): void => {
  heard.jump();
  for (let at = from; at <= to; at += 0.25) heard.note(at);
  heard.note(to);
};

test('who listens from end to end has heard it, and who jumps to the end has not', () => {
  const whole = createHeard(10);
  listen(whole, 0, 10);
  expect(whole.isWhole()).toBe(true);
  const jumped = createHeard(10);
  listen(jumped, 0, 2);
  listen(jumped, 9, 10);
  expect(jumped.isWhole()).toBe(false);
  expect(jumped.share()).toBeCloseTo(0.3, 0);
});

test('parts that were heard one after the other, in any order, are the whole; and the same part twice is heard once', () => {
  const heard = createHeard(10);
  listen(heard, 5, 10);
  listen(heard, 5, 10);
  expect(heard.share()).toBeLessThan(0.55);
  listen(heard, 0, 5);
  expect(heard.isWhole()).toBe(true);
});

test('a seek that nobody told of is taken for one by its length', () => {
  const heard = createHeard(100);
  heard.note(0);
  heard.note(99);
  expect(heard.share()).toBe(0);
});

test('bars reach as far as the loudest of their part', () => {
  const peaks = Buffer.from(Int8Array.from([-10, 10, -127, 3, 0, 64, -1, 1]).buffer).toString('base64');
  expect(barsOf(peaks, 2).map((level) => Math.round(level * 100))).toEqual([100, 50]);
  expect(barsOf(null, 3)).toEqual([0, 0, 0]);
  expect(barsOfSamples(Float32Array.from([0, 0.5, -1, 0]), 2)).toEqual([0.5, 1]);
});

test('µ-law bytes become the samples of G.711', async () => {
  const wav = new DataView(await ulawToWav(Uint8Array.from([0xff, 0x7f, 0x80, 0x00])).arrayBuffer());
  expect([44, 46, 48, 50].map((at) => wav.getInt16(at, true))).toEqual([0, 0, 32_124, -32_124]);
  expect(wav.getUint32(40, true)).toBe(8);
});
