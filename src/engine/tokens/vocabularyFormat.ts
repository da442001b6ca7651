/**
 * The file that a vocabulary ships as. A byte-pair vocabulary is its 256 single bytes and, in rank
 * order, the pair of earlier tokens that each further token joins; its tokens' bytes follow from
 * that. Kept as pairs it compresses better than as bytes, and needs no parsing.
 *
 * Layout: the magic number, the number of tokens (32 bits, little end first), the 256 bytes in the
 * order of their tokens, then six planes of one byte a pair: the low, middle and high bytes of the
 * left tokens, then of the right ones. Planes compress better than whole numbers do.
 */
const vocabularyMagic = 0x31_56_4c_43; // "CLV1"

const headerSize = 8 + 256;
const planes = 6;

/** The pairs of a vocabulary: token 256 + i joins token `left(i)` and token `right(i)`. */
export interface MergePairs {
  readonly tokens: number;
  /** The byte that each of the first 256 tokens is. */
  readonly singleBytes: Uint8Array;
  /** The six planes, `tokens - 256` bytes each. */
  readonly planes: readonly Uint8Array[];
}

/** Reads a vocabulary file; throws where it is none, for the file is part of the product. */
export function readMergePairs(data: Uint8Array): MergePairs {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < headerSize || view.getUint32(0, true) !== vocabularyMagic)
    throw new Error('not a vocabulary');
  const tokens = view.getUint32(4, true);
  const pairs = tokens - 256;
  if (pairs < 0 || data.length !== headerSize + pairs * planes)
    throw new Error(`a vocabulary of ${tokens} tokens cannot have ${data.length} bytes`);
  return {
    tokens,
    singleBytes: data.subarray(8, headerSize),
    planes: Array.from({ length: planes }, (_, plane) =>
      data.subarray(headerSize + plane * pairs, headerSize + (plane + 1) * pairs),
    ),
  };
}

/** Writes a vocabulary file from its single bytes and the left and right token of each pair. */
export function writeMergePairs(
  singleBytes: Uint8Array,
  left: readonly number[],
  right: readonly number[],
): Uint8Array<ArrayBuffer> {
  const pairs = left.length;
  const data = new Uint8Array(headerSize + pairs * planes);
  const view = new DataView(data.buffer);
  view.setUint32(0, vocabularyMagic, true);
  view.setUint32(4, pairs + 256, true);
  data.set(singleBytes, 8);
  [left, right].forEach((ids, side) => {
    ids.forEach((id, index) => {
      for (let byte = 0; byte < 3; byte++)
        data[headerSize + (side * 3 + byte) * pairs + index] = (id >> (8 * byte)) & 0xff;
    });
  });
  return data;
}
