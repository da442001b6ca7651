/**
 * What the engine may use beyond ECMAScript: encodings that every host has (Node, browsers, web
 * workers). Declared here, by hand, so that neither Node's nor the DOM's types are in reach.
 */
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number };
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string;
}
