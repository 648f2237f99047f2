// How we talk to S3, whoever stands behind it: bounded in time, in tries and in sockets.
import { S3Client } from '@aws-sdk/client-s3';

export interface S3Settings {
  /** undefined: Amazon's own of the region. */
  readonly endpoint: string | undefined;
  /** As browsers reach it, where that is another. */
  readonly publicEndpoint: string | undefined;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The bucket in the path instead of the host. */
  readonly forcePathStyle: boolean;
}

const limits = { connectMs: 5_000, silenceMs: 30_000, tries: 4, sockets: 50 } as const;

/** A client of the endpoint; `signing` one for addresses alone, which then name the host that browsers reach. */
export function newS3Client(settings: S3Settings, use: 'requests' | 'signing' = 'requests'): S3Client {
  const { endpoint, publicEndpoint, region, accessKeyId, secretAccessKey, forcePathStyle } = settings;
  const host = use === 'signing' ? (publicEndpoint ?? endpoint) : endpoint;
  return new S3Client({
    ...(host === undefined ? {} : { endpoint: host }),
    region,
    forcePathStyle,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: limits.tries,
    // Checksums of a kind that not every endpoint knows are left to those who ask for them; the signature covers the bytes already.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: limits.connectMs,
      socketTimeout: limits.silenceMs,
      httpAgent: { maxSockets: limits.sockets, keepAlive: true },
      httpsAgent: { maxSockets: limits.sockets, keepAlive: true },
    },
  });
}
