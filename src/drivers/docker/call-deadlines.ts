import type Dockerode from 'dockerode';
import { pipeline, Readable, Transform } from 'node:stream';
import type { Clock } from '../../host/clock.ts';
import { DEADLINES } from '../../model/deadlines.ts';
import { NoAnswerError } from '../deadline.ts';
import { CallWatch, type Call } from './call-watch.ts';

/** The library's own connection to the engine, through which all of its calls pass. */
export interface Dialler {
  dial(call: Call, callback: (error: unknown, result: unknown) => void): void;
}

/**
 * Gives every call of a client a deadline: an engine may be stopped, silent, or send one byte a second for
 * ever.
 *
 * - Most calls: for the whole answer, head and body. Of an attached stream only the head counts: a workload
 * may be silent.
 * - The calls of a launch, which bring its signal: the launch has a deadline.
 * - Pull, build, load and save: as long as something moves. When nothing does, the engine is asked whether it
 * lives, and
 *   one that does has some minutes more.
 */
export function withCallDeadlines(docker: Dockerode, address: string, clock: Clock): Dockerode {
  const modem = docker.modem as Dialler;
  const dial = modem.dial.bind(modem);
  /**
   * The last call that ended was given up: what follows, such as the removal of many containers, need not
   * wait as long.
   */
  let isSuspect = false;
  modem.dial = (call, callback) => {
    const watch = new CallWatch(call, address, clock);
    const isTransfer = TRANSFER.test(call.path);
    if (isTransfer)
      void watch.whileItMoves(
        call.path.startsWith('/build') ? DEADLINES.buildSilence : DEADLINES.transferSilence,
        () => docker.ping(),
      );
    else if (!isOfLaunch(call))
      void watch.endsWithin(isSuspect ? DEADLINES.suspectEngine : answerWithin(call));
    const sent = isTransfer && call.file instanceof Readable ? { file: counted(call.file, watch) } : {};
    dial({ ...call, ...sent, abortSignal: watch.signal }, (error, result) => {
      if (watch.reason !== undefined) {
        if (watch.reason instanceof NoAnswerError) isSuspect = true;
        return callback(watch.reason, null);
      }
      isSuspect = false;
      if (error !== null && error !== undefined) watch.end();
      else if (call.isStream !== true || !(result instanceof Readable)) watch.end();
      else {
        const stream = isTransfer ? counted(result, watch) : result;
        watch.follow(stream, isTransfer);
        return callback(null, stream);
      }
      return callback(error, result);
    });
  };
  return docker;
}

const TRANSFER = /^\/(build|images\/(load|create|.+\/get))(\?|$)/;

function isOfLaunch({ method, path, abortSignal }: Call): boolean {
  return (
    abortSignal !== undefined &&
    method === 'POST' &&
    /^\/containers\/(create|[^/]+\/(start|attach))(\?|$)/.test(path)
  );
}

function answerWithin({ method, path }: Call): number {
  if (/^\/(_ping|info|version)(\?|$)/.test(path)) return DEADLINES.engineGreeting;
  return method === 'DELETE' && path.startsWith('/images/') ? DEADLINES.imageRemoval : DEADLINES.engineAnswer;
}

/** The same stream, with what passes told to the watch. Either ends with the other, and with its error. */
function counted(stream: Readable, watch: CallWatch): Readable {
  const counter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      watch.moved(chunk.length);
      done(null, chunk);
    },
  });
  return pipeline(stream, counter, () => {});
}
