// A microphone's sound, taken up in the browser.
import { audioLimits } from '@yunhu/api/schemas';

/** What this browser writes of the kinds that the API takes; the first it knows. */
const types = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'] as const;
const endings: Readonly<Record<string, string>> = { 'audio/webm': 'webm', 'audio/ogg': 'ogg', 'audio/mp4': 'm4a' };

/** Why there is no recording: the page has words for each. */
export type MicrophoneProblem = 'insecure' | 'unsupported' | 'denied' | 'missing' | 'busy';

/** No microphone, or not for us. */
export class NoMicrophone extends Error {
  constructor(readonly reason: MicrophoneProblem) {
    super(reason);
    this.name = 'NoMicrophone';
  }
}

export type Recording = {
  /** How loud it is right now, 0 to 1. */
  readonly level: () => number;
  /** How long it has been recording. Seconds. */
  readonly seconds: () => number;
  /** Ends it; answers what was recorded. */
  stop(): Promise<File>;
  /** Ends it, and forgets it. */
  cancel(): void;
};

/** Asks for the microphone and begins. Throws `NoMicrophone`. */
export async function startRecording(): Promise<Recording> {
  if (!globalThis.isSecureContext) throw new NoMicrophone('insecure');
  const type =
    typeof MediaRecorder === 'undefined' ? undefined : types.find((one) => MediaRecorder.isTypeSupported(one));
  if (type === undefined) throw new NoMicrophone('unsupported');
  const stream = await askForMicrophone();
  const context = new AudioContext();
  const meter = context.createAnalyser();
  meter.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(meter);
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 64_000 });
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  const release = (): void => {
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
  const samples = new Float32Array(meter.fftSize);
  // The microphone takes a moment.
  let startedMs: number | undefined;
  recorder.addEventListener('start', () => (startedMs = performance.now()), { once: true });
  recorder.start(1000);
  return {
    seconds: () => (startedMs === undefined ? 0 : (performance.now() - startedMs) / 1000),
    level: () => {
      meter.getFloatTimeDomainData(samples);
      return Math.min(1, Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length) * 3);
    },
    stop: async () => {
      const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }));
      recorder.stop();
      await stopped;
      release();
      const plain = type.split(';')[0] ?? type;
      return new File(parts, `recording.${endings[plain] ?? 'webm'}`, { type: plain });
    },
    cancel: () => {
      if (recorder.state !== 'inactive') recorder.stop();
      release();
    },
  };
}

async function askForMicrophone(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
  } catch (error) {
    throw new NoMicrophone(problemOf(error instanceof DOMException ? error.name : ''));
  }
}

function problemOf(name: string): MicrophoneProblem {
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'denied';
}

/** Most seconds of one recording; it ends by itself then. */
export const longestSeconds = audioLimits.seconds;

/** What was recorded, as samples of one channel, to be shown and timed. */
export async function readSamples(file: Blob): Promise<{ samples: Float32Array; seconds: number }> {
  const context = new AudioContext();
  try {
    const decoded = await context.decodeAudioData(await file.arrayBuffer());
    return { samples: decoded.getChannelData(0), seconds: decoded.duration };
  } finally {
    await context.close();
  }
}
