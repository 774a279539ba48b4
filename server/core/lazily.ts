import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * A library that few requests need, loaded when the first one does: how long a process takes to start is how long people wait when the one before died.
 * @param name of the package. @returns what gives it, loaded once.
 */
export function lazily<T>(name: string): () => T {
  let loaded: T | undefined;
  return () => (loaded ??= require(name) as T);
}
