import type { ClientKind } from '@yunhu/db/connect';

/** In the order in which they are told apart: nearly everybody also calls himself Mozilla, Chrome and Safari. */
const signs: readonly (readonly [RegExp, ClientKind])[] = [
  [/MicroMessenger/i, 'wechat'],
  [/\bEdgA?\/|\bEdge\//, 'edge'],
  [/\bFirefox\/|\bFxiOS\//, 'firefox'],
  [/\bChrome\/|\bCriOS\//, 'chrome'],
  [/\bVersion\/.*\bSafari\//, 'safari'],
  [/^Mozilla\//, 'browser'],
];

/** What kind of program a request says it is from; for people who read an audit, not for deciding anything. */
export function clientKindOf(userAgent: string | undefined): ClientKind | undefined {
  if (userAgent === undefined) return undefined;
  const text = userAgent.slice(0, 300);
  return signs.find(([sign]) => sign.test(text))?.[1] ?? 'program';
}
