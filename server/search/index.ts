// term: a word as it is stored, without case and accents. posting: "this term is in this document". kind: whose documents, for whom.
// Search knows no other capability: they bring their texts (indexText, replaceText) and ask for ids (meaningOf, documentsMatching).
import type { Capability } from "../core/capability.ts";

export { alsoMatching, documentsMatching, meaningOf, type TermMatch } from "./matching.repository.ts";
export { countDocuments, indexText, type Kind, removeDocument, replaceText } from "./search.repository.ts";
export { fold, termsAsked, termsOf } from "./terms.ts";

export const search = { name: "search" } satisfies Capability;
