/** Which sockets live on which session: they end together. */
export class SessionSockets {
  readonly #closers = new Map<string, Set<() => void>>()
  #endings = 0

  /**
   * How often sessions have ended. A socket that is being opened reads it before it looks its session up and again
   * before it is added: if it moved, the session may have ended in between, too early to find the socket here.
   */
  get endings(): number {
    return this.#endings
  }

  /** @returns what takes the socket out again, once it is closed. */
  add(sessionId: string, close: () => void): () => void {
    const closers = this.#closers.get(sessionId) ?? new Set()
    this.#closers.set(sessionId, closers.add(close))
    return () => {
      closers.delete(close)
      if (closers.size === 0 && this.#closers.get(sessionId) === closers) this.#closers.delete(sessionId)
    }
  }

  /** Closes the sockets of a session that has ended. */
  end(sessionId: string): void {
    this.#endings += 1
    const closers = this.#closers.get(sessionId) ?? []
    this.#closers.delete(sessionId)
    for (const close of closers) close()
  }

  /** Sessions with open sockets. */
  get sessions(): readonly string[] {
    return [...this.#closers.keys()]
  }
}
