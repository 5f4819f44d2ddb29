/**
 * Every limit of the server, in one place, with its unit and its reason. Whatever enforces a limit imports it from
 * here; tests try each at the limit and one beyond.
 */
const kB = 1_024
const MB = 1_024 * kB
const second = 1_000
const minute = 60 * second
const day = 24 * 60 * minute

/** What one update may be. */
export const GATE_LIMITS = {
  /** Bytes. An update of ordinary typing has below 100, a pasted page of notes below this. */
  update: 256 * kB,
  /** Bytes of the encoded document. A full assessment with notes and sources has about 30 kB. */
  document: 2 * MB,
  /** Structs and delete ranges of an ordinary update: what the dry run has to look at. */
  parts: 2_000,
  /** The same for a sync step 2, which brings a day of offline work at once. */
  partsAfterOffline: 6_000,
  /** Client ids in one update: one's own of earlier visits. Integrating rival ids costs their square. */
  clients: 64,
  /** Client ids of one person in one document: a new one with each visit. */
  clientsPerPerson: 2_000,
  /** Whole documents that one connection may ask for; a client asks once. More is closed (1013). */
  questions: { burst: 10, perSecond: 0.2 },
  presence: {
    /** Bytes of one entry: a field and a cursor. */
    bytes: 2 * kB,
    /** Entries a second and connection; people cannot follow more. */
    perSecond: 10,
  },
} as const

/** What the server does with a document over time. */
export const ROOM_LIMITS = {
  /** Updates between two checkpoints: a load replays at most so many, in a few milliseconds. Each one costs a commit. */
  checkpointEvery: 1_000,
  /** Milliseconds after the last client left until the document leaves memory. */
  unloadAfter: 30 * second,
} as const

/** Sockets of any kind. */
export const SOCKET_LIMITS = {
  /** Bytes of one frame. The largest legal one is a sync step 2 after long offline work. */
  frameBytes: 1 * MB,
  /** Bytes waiting to be sent. A slower reader is closed (1013): a dropped frame would be a silent divergence. */
  bufferedBytes: 4 * MB,
  /** Bytes waiting to be sent to a reader for whom no further document is encoded (1013): the last one is under way. */
  unsentAtAnswer: 64 * kB,
  /** Frames of one connection. People type 3 a second; what comes faster is read more slowly, and never dropped. */
  messages: { burst: 300, perSecond: 60 },
  /** Bytes up to which a frame counts as one message; a larger one counts as several, for judging it takes longer. */
  messageBytes: 16 * kB,
  /** Pings of the other side. Browsers send none, libraries one in some seconds; more is closed (1013). */
  pings: { burst: 20, perSecond: 1 },
  /** Milliseconds without a message of the server; the stock client drops a connection that is silent for 30 s. */
  silence: 25 * second,
  /** Milliseconds between two pings, and until an answer must have come: who vanished is noticed within 30 s. */
  heartbeat: { every: 25 * second, answer: 5 * second },
  /** New sockets a second, for the whole server; others get 1013 and come again. Tames a storm of reconnects. */
  acceptsPerSecond: 200,
  /** The same for one person, so that nobody uses up the others' share. */
  acceptsPerSecondAndPerson: 40,
  /** Open sockets of one person. A page opens up to three documents and one feed. */
  perPerson: 60,
  /** Milliseconds that the other side may take to answer a close before the connection is cut. */
  closing: 2 * second,
  /** Milliseconds between two looks whether the sessions of open sockets still hold. */
  sessionCheck: 1 * minute,
} as const

/** HTTP. A whole institution may share one address, so nothing limits an address once people are signed in. */
export const HTTP_LIMITS = {
  /**
   * Open connections of one address that nobody has signed in on. One more makes those go that have rested for so many
   * milliseconds; so many at once are a storm of reconnects, more are not.
   */
  newcomers: { resting: 50, restingAfter: 1 * second, atOnce: 1_000 },
  /** Bytes of a JSON body: the longest command carries a rationale of 2,000 characters. */
  bodyBytes: 256 * kB,
  /** Bytes of a sign-in body. Anybody may send one, so it is small. */
  signInBytes: 4 * kB,
  /** Requests of one person. A page needs three; a script that needs more waits. */
  requests: { burst: 240, perSecond: 20 },
  /** Commands of one person: each makes everybody else wait for a moment. */
  commands: { burst: 60, perSecond: 4 },
  /** Milliseconds until all headers have come. */
  headers: 5 * second,
  /** Milliseconds until the whole request has come. */
  request: 30 * second,
  /** Milliseconds between two looks at slow requests. Node's own 30 s would let them live that much longer. */
  slowRequestCheck: 1 * second,
  /** Milliseconds an idle connection is kept for the next request. */
  keepAlive: 5 * second,
} as const

/** The store. */
export const STORE_LIMITS = {
  /** Milliseconds between two tries whether a store that could not write can again: people wait for it. */
  probeEvery: 3 * second,
} as const

/** What is said in the log. */
export const WATCH_LIMITS = {
  /** Seconds. People notice that "saved" comes late; an fsync takes some thousandths. */
  slowCommit: 1,
} as const

/** Sessions end on the server; a cookie's own lifetime is only a courtesy. */
export const SESSION_LIMITS = {
  /** Milliseconds without use. */
  idle: 7 * day,
  /** Milliseconds from sign-in, however busy. */
  absolute: 30 * day,
  /** Random bytes of a token; 16 are the least that cannot be guessed. */
  tokenBytes: 32,
} as const

/** Refused updates kept for support. The oldest make room, so a hostile client cannot fill the disk with them. */
export const QUARANTINE_LIMITS = {
  perPerson: 200,
  inAll: 10_000,
  /** Bytes kept of one update, from its beginning. */
  bytesEach: 256 * kB,
} as const
