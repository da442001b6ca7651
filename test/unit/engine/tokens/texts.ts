/** Random numbers in [0, 1) that a seed repeats (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const scraps = [
  ...['the', ' quick', ' brown', 'Fox', 'HTTPServer', "don't", "I'LL", "'re", "l'a", 'ſ', "x'ſy"],
  ...['\n', '\r\n', '\n\n  ', '\t', '    ', '\u00a0', '\u0085', '\ufeff', '\u2028', '\u3000'],
  ...['0', '12', '345', '٣', '½', '.', '...', '/*', '*/', '//', '=====', '{"a":', '<|endoftext|>'],
  ...['é', 'e\u0301', 'Ünï', 'ДОМ', ' дома', 'Ǆ', 'ʰ', 'ª', 'مرحبا', ' עברית', 'हिन्दी', 'ไทย'],
  ...['漢字', '日本語の', '한국어', '你好，', '😀', '👩‍👩‍👧', '🇩🇪', '\ud83d', '\ude00', '\0', '\u007f'],
  ...['toString', '__proto__', 'constructor', '\ufffd', '\uffff', '\u{10ffff}', '\u{e0100}', '𝒳'],
];

/** A text of about `units` UTF-16 units of all kinds of script, space and mischief. */
export function anyText(random: () => number, units: number): string {
  let text = '';
  while (text.length < units) {
    const pick = random();
    if (pick < 0.75) text += scraps[Math.floor(random() * scraps.length)] ?? '';
    else if (pick < 0.95) text += String.fromCharCode(32 + Math.floor(random() * 95));
    else if (pick < 0.98) text += String.fromCharCode(Math.floor(random() * 0x1_0000));
    else text += String.fromCodePoint(Math.floor(random() * 0x11_0000));
  }
  return text;
}
