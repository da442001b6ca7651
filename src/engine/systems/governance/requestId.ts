import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { SpendingRequest } from './section';

/** 128 bits: 2^64 requests come before two of them can be expected to share an id. */
const digits = 32;

/**
 * The id of a request: the first 128 bits of the SHA-256 (FIPS 180-4) of its policy, subject,
 * requestor and amount, written as a JSON array. The same request has the same id wherever it is
 * evaluated; a request for another amount is another one. Its texts are not part of it.
 */
export function requestId({ policy, subject, requestor, amount }: SpendingRequest): string {
  const written = JSON.stringify([policy, subject, requestor, amount]);
  const hash = bytesToHex(sha256(new TextEncoder().encode(written)));
  return `EXC-${hash.slice(0, digits)}`;
}
