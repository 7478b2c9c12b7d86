import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { ArchivePort } from '../core/archive-port.ts';
import { messageOf, TachoError } from '../core/errors.ts';

/** Where objects are; who asks is said by the environment, as the client looks for it (`AWS_ACCESS_KEY_ID` and so on). */
export interface S3Place {
  readonly bucket: string;
  /** Put in front of every name, without slashes at its ends; `''` for none. */
  readonly prefix: string;
  readonly region: string;
  /** Of a store that is not Amazon's; its buckets are named in paths, not in host names. */
  readonly endpoint?: string | undefined;
}

/** An archive in a bucket, which is there: a missing one is unavailable, not empty. An object is there whole or not at all. */
export function openS3Archive({ bucket, prefix, region, endpoint }: S3Place): ArchivePort {
  const client = new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  });
  const root = prefix === '' ? '' : `${prefix}/`;
  return {
    write: (name, bytes) =>
      orUnavailable(async () => {
        const length = bytes.length;
        await client.send(
          new PutObjectCommand({ Bucket: bucket, Key: root + name, Body: bytes, ContentLength: length }),
        );
      }),
    read: (name) => orUnavailable(() => readObject(client, bucket, root + name)),
    list: (folder) =>
      orUnavailable(async () => {
        const keys = await listKeys(client, bucket, folder === '' ? root : `${root}${folder}/`);
        return keys.map((key) => key.slice(root.length)).sort();
      }),
    close() {
      client.destroy();
      return Promise.resolve();
    },
  };
}

async function readObject(client: S3Client, bucket: string, key: string): Promise<Buffer | null> {
  try {
    const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return body === undefined ? null : Buffer.from(await body.transformToByteArray());
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
}

/** A thousand keys an answer. */
async function listKeys(client: S3Client, bucket: string, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for (let token: string | undefined, isMore = true; isMore;) {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    keys.push(...(page.Contents ?? []).flatMap(({ Key: key }) => (key === undefined ? [] : [key])));
    token = page.NextContinuationToken;
    isMore = token !== undefined;
  }
  return keys;
}

async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new TachoError('archive-unavailable', messageOf(error), error);
  }
}
