import type pino from 'pino';
import type { Log } from './log.ts';

/** Our log, written by pino. */
export function pinoLog(logger: pino.Logger): Log {
  return {
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
  };
}
