/** What is wrong with a snapshot, and where: a JSON pointer, or a byte where there is no JSON yet. */
export type Problem = { readonly where: string; readonly sentence: string }
