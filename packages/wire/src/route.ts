/** One route of the HTTP interface, as data: what the server guards it by and what its documentation is made from. */
import type { z } from 'zod'

export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/api`. `:name` stands for one segment; `{…}` behind it is the regular expression that it has to match. */
  readonly path: `/${string}`
  /**
   * Without a session everything but `anybody` answers 401. To all others the routes of administrators do not exist (404),
   * and to administrators they are closed (403) until the second factor was shown.
   * Of `member`, the handler answers 404 to those who are none of this review.
   */
  readonly who: 'anybody' | 'signed-in' | 'administrator' | 'member'
  /** The scope that an API token needs. `never`: only the browser that is signed in. */
  readonly token: 'never' | 'read' | 'write' | 'admin'
  /**
   * Whoever asks has shown within the last ten minutes that it is them. A token cannot, so it never may. `with-factor`: and who
   * has a second factor has shown that too in this session, else 403 as for administrators.
   */
  readonly confirmed?: true | 'with-factor'
  /**
   * How often it may be asked. `requests`: by one person. `commands`: the same, and fewer, since each costs others a moment.
   * `strangers`: from one address, for what anybody may ask. `free`: as often as one likes.
   */
  readonly pace: 'requests' | 'commands' | 'strangers' | 'free'
  /** Exists only in a demo, asked from the machine itself; elsewhere it answers like an address that does not exist. */
  readonly where?: 'demo'
  /** How large the body may be. `credentials`: a password of full length, or a passkey with its certificates. */
  readonly size?: 'small' | 'credentials' | 'ordinary'
  /** What it does, in one sentence. */
  readonly says: string
  /** Null: no body is read. */
  readonly body: z.ZodType | null
  /** Of status 200. Null: 204, without a body. `file`: an attachment. */
  readonly answer: z.ZodType | 'file' | null
}
