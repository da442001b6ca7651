/** Why an address is not fetched. */
export type AddressFault = 'not-an-address' | 'not-encrypted';

/** Machines of one's own: what is fetched from them crosses no network. */
const localHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether prices may be fetched from an address: prices that others can change on the way are no
 * prices, so that plain http is only for this machine.
 */
export function addressFault(address: string): AddressFault | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return 'not-an-address';
  }
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return 'not-an-address';
  return localHosts.has(url.hostname) ? undefined : 'not-encrypted';
}

/**
 * Reads a body as UTF-8, and stops where it is longer than allowed, whatever its headers say.
 *
 * @param maxBytes after decompression.
 * @returns undefined where it is too long.
 */
export async function readBounded(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<string | undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
