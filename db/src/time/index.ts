export { type Clock, systemClock, scaledClock, VirtualClock } from './clock.ts';
