import * as Y from 'yjs'

/**
 * The update by which the server changes a document, under its own client id; null if nothing is changed. The document itself
 * is not touched.
 */
export function updateBy(client: number, doc: Y.Doc, change: (copy: Y.Doc) => void): Uint8Array | null {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  const known = Y.encodeStateVector(copy)
  copy.clientID = client
  let isChanged = false
  copy.once('update', () => {
    isChanged = true
  })
  copy.transact(() => change(copy))
  const update = Y.encodeStateAsUpdate(copy, known)
  copy.destroy()
  return isChanged ? update : null
}
