// Audio in a real browser: spoken or uploaded, heard, decided on, and heard of again. The microphone is Chromium's own, which beeps.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { jobHandlers } from '@yunhu/workers/jobs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toneWav } from '../setup/audio.ts';
import { createTestTenant } from '../setup/customer.ts';
import { eventually } from '../setup/eventually.ts';
import { missing } from '../setup/machine.ts';
import { openTestPages, type TestPages } from '../setup/pages.ts';

const limitMs = 180_000;
const shots = process.env['SHOTS'];

describe.skipIf(missing('chromium') || missing('ffmpeg'))('audio', () => {
  let pages: TestPages;

  beforeAll(async () => {
    pages = await openTestPages(jobHandlers);
    const operator = await pages.behind.logIn('operator');
    const agent = await createTestTenant(pages.behind, operator, {
      kind: 'agent',
      name: '鹏程代理',
      loginName: 'pengcheng',
    });
    await createTestTenant(pages.behind, agent.client, { kind: 'customer', name: '蓝海教育', loginName: 'lanhai' });
    await writeFile(path.join(pages.folder, '秋季回访.wav'), toneWav(2));
    await writeFile(path.join(pages.folder, '合同.pdf'), '%PDF-1.7\nnot a sound');
  }, limitMs);

  afterAll(() => pages?.stop(), limitMs);

  const look = async (page: Page, name: string): Promise<void> => {
    if (shots !== undefined) await page.screenshot({ path: path.join(shots, `${name}.png`) });
  };

  it(
    'is uploaded, converted while one looks, heard and submitted; a decision on the very bytes comes back',
    async () => {
      const page = await pages.signIn('lanhai');
      await page.goto(`${pages.url}/audio`);
      await page.getByTestId('upload-audio').first().click();
      await page.getByTestId('audio-file').setInputFiles(path.join(pages.folder, '秋季回访.wav'));
      expect(await page.getByTestId('audio-name').inputValue()).toBe('秋季回访');
      await look(page, 'upload');
      await page.getByTestId('audio-send').click();
      const drawer = page.getByTestId('audio-drawer');
      await drawer.getByTestId('player-toggle').click();
      await page.waitForSelector('[data-testid=player][data-state=playing]');
      await look(page, 'drawer');
      await drawer.getByTestId('audio-submit').click();
      await drawer.getByText('待审核').first().waitFor();

      const reviewer = await pages.signIn('operator');
      await reviewer.goto(`${pages.url}/audio-reviews`);
      await reviewer.getByTestId('review-name').getByText('秋季回访').waitFor();
      expect(await reviewer.getByText('鹏程代理').isVisible()).toBe(true);
      expect(await reviewer.getByTestId('heard').getAttribute('data-whole')).toBe('false');
      await reviewer.getByTestId('player-toggle').click();
      await reviewer.waitForSelector('[data-testid=heard][data-whole=true]');
      await look(reviewer, 'review');
      // By key, as one does it all day.
      await reviewer.keyboard.press('a');
      await reviewer.getByText('没有待审核的语音。').waitFor();
      const [decided] = await pages.behind.behind<{ state: string; heard: boolean; same: boolean }[]>`
      select a.state, e.heard, e.sha256 = a.sha256 as same from audio a join audio_events e on e.audio_id = a.id and e.kind = 'approved'`;
      expect(decided).toEqual({ state: 'approved', heard: true, same: true });
      await reviewer.context().close();

      await page.reload();
      await drawer.getByText('已通过').first().waitFor();
      await drawer.getByText('决定前已完整听过').waitFor();
      await page.getByTestId('audio-drawer').getByRole('button', { name: '关闭' }).click();
      await page.getByTestId('alert-bell').click();
      await page.getByTestId('alert-list').getByText('语音“秋季回访”：审核通过').waitFor();
      await page.context().close();
    },
    limitMs,
  );

  it(
    'is recorded with a level to see and a chance to listen, also on a phone',
    async () => {
      const page = await pages.signIn('lanhai', { width: 390, height: 844, dark: true, locale: 'en' });
      await page.goto(`${pages.url}/audio`);
      await page.getByTestId('record-audio').first().click();
      await look(page, 'record-ask');
      await page.getByTestId('record-start').click();
      const meter = page.getByTestId('level-meter');
      await meter.waitFor();
      await eventually(
        () => meter.getAttribute('aria-valuenow'),
        (level) => Number(level) > 5,
      );
      await look(page, 'recording');
      // The beep comes once a second.
      await page.getByText('0:03').first().waitFor();
      await page.getByTestId('record-stop').click();
      await page.getByTestId('record-again').waitFor();
      await page.getByTestId('audio-name').fill('Spoken here');
      await look(page, 'recorded');
      await page.getByTestId('audio-send').click();
      await page.getByTestId('audio-drawer').getByTestId('audio-submit').waitFor();
      await look(page, 'drawer-phone');
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      const [made] = await pages.behind.behind<{ state: string; ms: number }[]>`
      select state, duration_ms as ms from audio where name = 'Spoken here'`;
      expect(made?.state).toBe('draft');
      expect(made?.ms).toBeGreaterThan(1000);
      await page.getByTestId('audio-drawer').getByRole('button', { name: 'Close' }).click();
      await look(page, 'library-phone');
      await page.context().close();
    },
    limitMs,
  );

  it(
    'that is no sound is refused in words, and can be given another file',
    async () => {
      const page = await pages.signIn('lanhai', { dark: true });
      await page.goto(`${pages.url}/audio`);
      await page.getByTestId('upload-audio').first().click();
      await page.getByTestId('audio-file').setInputFiles(path.join(pages.folder, '合同.pdf'));
      await page.getByTestId('audio-send').click();
      const drawer = page.getByTestId('audio-drawer');
      await drawer.getByTestId('audio-notice').getByText('无法识别这个文件').waitFor();
      await look(page, 'refused');
      await drawer.getByTestId('audio-replace').click();
      await page.getByTestId('audio-file').setInputFiles(path.join(pages.folder, '秋季回访.wav'));
      await page.getByTestId('audio-send').click();
      await drawer.getByTestId('audio-submit').waitFor();
      await drawer.getByRole('button', { name: '关闭' }).click();
      await look(page, 'library');
      await page.context().close();
    },
    limitMs,
  );
});
