/** Which documents have which term: collected while rows are made, given back in the order of the table's key. */
export class Postings {
  readonly #termIds: Uint32Array;
  readonly #documents: (number[] | undefined)[] = [];

  /** `termIds`: the stored id of each term position. */
  constructor(termIds: Uint32Array) {
    this.#termIds = termIds;
  }

  /** Documents must come in ascending order. */
  add(term: number, document: number): void {
    const documents = this.#documents[term];
    if (documents) documents.push(document);
    else this.#documents[term] = [document];
  }

  /** Rows for LOAD DATA in parts of about 64 KB. */
  *rows(portalId: number): Generator<string> {
    const order = [...this.#documents.keys()].sort(
      (a, b) => (this.#termIds[a] ?? 0) - (this.#termIds[b] ?? 0),
    );
    let part = "";
    for (const term of order) {
      const prefix = `${portalId}\t1\t${this.#termIds[term]}\t`;
      for (const document of this.#documents[term] ?? []) {
        part += `${prefix}${document}\n`;
        if (part.length > 65_000) {
          yield part;
          part = "";
        }
      }
    }
    yield part;
  }
}
