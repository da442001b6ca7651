import assert from 'node:assert/strict';
import { encodingNames } from '../../../../src/engine/tokens/counter';
import { PieceBlocks } from '../../../../src/engine/tokens/pieceBlocks';
import { splitAutomaton } from '../../../../src/engine/tokens/splitAutomaton';
import { patternForJavaScript } from './oracles';
import { representatives } from './representatives';

function pieces(encoding: (typeof encodingNames)[number], text: string): string[] {
  const blocks = new PieceBlocks(splitAutomaton(encoding), text);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const found: string[] = [];
  while (blocks.read()) {
    let from = 0;
    for (const end of blocks.ends.subarray(0, blocks.pieces)) {
      found.push(decoder.decode(blocks.bytes.subarray(from, end)));
      from = end;
    }
  }
  return found;
}

describe('splitting text into pieces', () => {
  for (const encoding of encodingNames) {
    const pattern = patternForJavaScript(encoding);

    it(`agrees with the pattern of ${encoding} on every text of four characters`, () => {
      for (const a of representatives)
        for (const b of representatives)
          for (const c of representatives)
            for (const d of representatives) {
              const text = a + b + c + d;
              const expected = text.match(pattern);
              const actual = pieces(encoding, text);
              if (actual.join('|') !== expected?.join('|'))
                assert.deepEqual(actual, expected, JSON.stringify(text));
            }
    });
  }
});
