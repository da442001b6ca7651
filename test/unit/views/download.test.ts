import assert from 'node:assert/strict';
import { addressFault, readBounded } from '../../../src/views/prices/download';

/** A body of chunks; `pulled` says how many were asked for. */
function bodyOf(chunks: Iterable<Uint8Array>): {
  body: ReadableStream<Uint8Array>;
  state: { pulled: number; isCancelled: boolean };
} {
  const state = { pulled: 0, isCancelled: false };
  const iterator = chunks[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        state.pulled++;
        const next: IteratorResult<Uint8Array, unknown> = iterator.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      cancel() {
        state.isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, state };
}

function* endless(): Generator<Uint8Array> {
  for (;;) yield new Uint8Array(1000).fill(0x20);
}

describe('Fetching prices', () => {
  it('reads a body whose characters are cut between chunks', async () => {
    const bytes = new TextEncoder().encode('{"é": "😀"}');
    const chunks = Array.from(bytes, (byte) => new Uint8Array([byte]));
    assert.equal(await readBounded(bodyOf(chunks).body, 100), '{"é": "😀"}');
  });

  it('stops reading where there is more than allowed, even without an end', async () => {
    const { body, state } = bodyOf(endless());
    assert.equal(await readBounded(body, 10_000), undefined);
    assert.deepEqual(state, { pulled: 11, isCancelled: true });
    assert.equal((await readBounded(bodyOf([new Uint8Array(10)]).body, 10))?.length, 10);
  });

  it('takes addresses that nobody can tamper with on the way', () => {
    for (const address of [
      'https://example.org/prices.json',
      'http://localhost:8080/prices.json',
      'http://127.0.0.1/p',
      'http://[::1]:3000/p',
    ]) {
      assert.equal(addressFault(address), undefined, address);
    }
    for (const address of ['http://example.org/p', 'http://localhost.example.org/p']) {
      assert.equal(addressFault(address), 'not-encrypted', address);
    }
    for (const address of ['', 'prices.json', 'file:///etc/passwd', 'ftp://example.org/p']) {
      assert.equal(addressFault(address), 'not-an-address', address);
    }
  });
});
