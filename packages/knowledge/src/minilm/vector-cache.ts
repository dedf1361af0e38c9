/** Keeps the vectors of the texts used last, at most `capacity` of them. Long texts are not kept: their keys would outweigh their vectors. */
export class VectorCache {
  readonly #capacity: number;
  readonly #vectors = new Map<string, Float32Array>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#vectors.size;
  }

  get(text: string): Float32Array | undefined {
    const vector = this.#vectors.get(text);
    if (!vector) return undefined;
    this.#vectors.delete(text); // a map keeps the order of insertion: taking it out and in makes it the newest
    this.#vectors.set(text, vector);
    return vector;
  }

  set(text: string, vector: Float32Array): void {
    if (text.length > 2000 || this.#capacity === 0) return;
    this.#vectors.delete(text);
    this.#vectors.set(text, vector);
    if (this.#vectors.size <= this.#capacity) return;
    const oldest = this.#vectors.keys().next();
    if (!oldest.done) this.#vectors.delete(oldest.value);
  }
}
