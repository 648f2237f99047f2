import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventRecorder } from '../event-recorder.ts';
import type { AriEvent } from './ari-messages.ts';
import { CallStories } from './call-stories.ts';

const at = new Date(0);
const channels = ['c1', 'c2'] as const;
const plays = ['p1', 'p2', 'p3'] as const;

const channelId = fc.constantFrom(...channels);
const anyEvent: fc.Arbitrary<AriEvent> = fc.oneof(
  fc
    .record({ id: channelId, dialstatus: fc.constantFrom('', 'RINGING', 'PROGRESS', 'ANSWER', 'BUSY') })
    .map(({ id, dialstatus }): AriEvent => ({ type: 'Dial', dialstatus, peer: { id }, timestamp: at })),
  channelId.map((id): AriEvent => ({ type: 'StasisStart', channel: { id }, timestamp: at })),
  channelId.map((id): AriEvent => ({ type: 'ChannelDtmfReceived', channel: { id }, digit: '1', timestamp: at })),
  fc
    .record({ id: fc.constantFrom(...plays), on: channelId, state: fc.constantFrom('done', 'failed') })
    .map(({ id, on, state }): AriEvent => {
      return { type: 'PlaybackFinished', playback: { id, target_uri: `channel:${on}`, state }, timestamp: at };
    }),
  fc
    .record({ id: channelId, cause: fc.constantFrom(0, 16, 17, 19), sip: fc.option(fc.constantFrom(200, 480, 486)) })
    .map(({ id, cause, sip }): AriEvent => {
      const destroyed = { type: 'ChannelDestroyed', channel: { id }, cause, timestamp: at } as const;
      return sip === null ? destroyed : { ...destroyed, tech_cause: sip };
    }),
);

it('tells every channel an orderly story, whatever Asterisk says and in whatever order', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      const stories = new CallStories();
      const heard = new EventRecorder();
      for (const event of events) for (const told of stories.tell(event)) heard.onEvent(told);
      expect(heard.disorderly()).toEqual([]);
      for (const id of channels) {
        const types = heard.types(id);
        if (types.includes('ringing') && types.includes('answered'))
          expect(types.indexOf('ringing')).toBeLessThan(types.indexOf('answered'));
        const ended = heard.of(id).find((event) => event.type === 'ended');
        if (ended?.type !== 'ended') continue;
        expect(ended.cause).toBeGreaterThan(0);
        // A call that was answered did not fail.
        if (types.includes('answered')) expect(ended.sipStatus).toBeUndefined();
        if (ended.sipStatus !== undefined) expect(ended.sipStatus).toBeGreaterThanOrEqual(300);
      }
      // Nothing is kept of a channel that ended.
      for (const id of stories.ids()) expect(heard.has(id, 'ended')).toBe(false);
    }),
  );
});

it('ends every play of a channel that ends, as interrupted and before the end', () => {
  const stories = new CallStories();
  stories.begin('c1');
  for (const play of plays) stories.playAsked('c1', play);
  stories.playRefused('c1', 'p3');
  stories.tell({ type: 'StasisStart', channel: { id: 'c1' }, timestamp: at });
  const told = stories.tell({ type: 'ChannelDestroyed', channel: { id: 'c1' }, cause: 16, timestamp: at });
  expect(told).toEqual([
    { type: 'playback-finished', channelId: 'c1', playbackId: 'p1', interrupted: true, at },
    { type: 'playback-finished', channelId: 'c1', playbackId: 'p2', interrupted: true, at },
    { type: 'ended', channelId: 'c1', cause: 16, at },
  ]);
});

it('does not tell `answered` of a channel that was found answered', () => {
  const stories = new CallStories();
  stories.foundUp('c1');
  expect(stories.tell({ type: 'StasisStart', channel: { id: 'c1' }, timestamp: at })).toEqual([]);
});

it('keeps nothing of a channel that was found answered after its end was told', () => {
  const stories = new CallStories();
  stories.tell({ type: 'ChannelDestroyed', channel: { id: 'c1' }, cause: 16, timestamp: at });
  stories.foundUp('c1');
  expect(stories.ids()).toEqual([]);
});
