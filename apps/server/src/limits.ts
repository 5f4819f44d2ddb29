/**
 * Every limit of the server, in one place, with its unit and its reason. Whatever enforces a limit imports it from
 * here; tests try each at the limit and one beyond.
 */
const kB = 1_024
const MB = 1_024 * kB
const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

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

/** Reviews: what one may hold, and what is kept of one in memory. */
export const REVIEW_LIMITS = {
  /** People of a review whose view of it is kept ready; that of who has asked least recently is made anew. */
  sights: 20,
  /** Milliseconds without a question or a connection until a review leaves memory; at most twice as many. */
  unloadAfter: 5 * minute,
  /** Reviews that one person may found in a day: a course has a few, and each may grow to its own limits. */
  foundedPerDay: 20,
  /** Milliseconds for which a founded review counts towards that. */
  foundingDay: 1 * day,
  /** Reviews that one person may have founded in all: a working life of them. */
  foundedInAll: 500,
  /** Extracted documents that no longer change and are kept as plain data, some ten kB each: 300 studies with three. */
  keptExtractions: 1_000,
} as const

/** What people are told. */
export const NOTICE_LIMITS = {
  /** Notices that are kept of one person, of all reviews: months of them. The oldest make room. */
  perPerson: 500,
  /** Notices that one page of an inbox shows. */
  shown: 100,
} as const

/** The letter about unread notices. */
export const DIGEST_LIMITS = {
  /** Milliseconds between two digests to one person. */
  every: 1 * day,
  /** Milliseconds that a notice waits to be read first: who is at work sees it there. */
  waits: 1 * hour,
  /** Milliseconds between two looks for whom one is due. */
  look: 5 * minute,
  /** Digests that are written in one look; the others wait for the next. */
  atOnce: 100,
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
  /**
   * Reports of a page that has broken its policy: bytes of one, and how many are looked at, of all pages together. A fault of
   * ours makes every page report; a hundred say what there is to know.
   */
  policyReports: { bytes: 8 * kB, pace: { burst: 100, perSecond: 0.1 } },
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
  /** Milliseconds to which the last use of a session is known: one write in so long, not one with every request. */
  lastUse: 5 * minute,
} as const

/** Accounts: what anybody may try without being signed in, and what one account may hold. */
export const ACCOUNT_LIMITS = {
  /** Bytes of a body that anybody may send: the longest password as JSON escapes, or a passkey with its certificates. */
  bodyBytes: 16 * kB,
  /** Requests of one address that is not signed in. A whole course that registers at once fits in. */
  strangers: { burst: 200, perSecond: 1 },
  /** Addresses that are remembered for that; those that have waited long enough go first. */
  strangersKnown: 10_000,
  password: {
    /** Characters, by itself (SP 800-63B-4: 15). */
    alone: 15,
    /** Characters where a second factor is on (SP 800-63B-4: 8). */
    withSecondFactor: 8,
  },
  /** Argon2 computations at once, 19 MiB and 0.1 s of a core each. Node has four threads, and the disk needs some. */
  hashing: { atOnce: 2, waiting: 30 },
  /** Wrong passwords and codes. One address may be a whole institution, so it has many more than one account. */
  failures: {
    /** Milliseconds for which a failure counts. */
    window: 15 * minute,
    ofAccount: 10,
    ofAddress: 100,
    /** Failures of an account without a pause; the pause after the next is a second, and doubles from then on. */
    withoutPause: 3,
    /** Accounts and addresses that are remembered; the oldest go first. */
    known: 20_000,
  },
  /** Milliseconds between the password and the code, or the challenge of a passkey and its answer. */
  pending: 5 * minute,
  /** Wrong codes after which a sign-in starts again from the password. */
  codesPerSignIn: 5,
  /** Milliseconds for which a confirmation holds. */
  confirmation: 10 * minute,
  /** Milliseconds for which a device counts as known: its owner can sign in while others try passwords. */
  knownDevice: 180 * day,
  /** Recovery codes made at once, of so many random bytes (80 bits are the least). */
  recoveryCodes: { count: 10, bytes: 10 },
  /** Passkeys of one account. */
  passkeys: 20,
  /** Live API tokens of one account. */
  tokens: 50,
  /** Milliseconds for which an invitation holds. */
  invitation: 7 * day,
  /** Invitations by one person in a day: each may be a letter to a stranger. */
  invitationsPerDay: 20,
  /** Changes of one's address in a day: each writes a letter to an address that nobody has shown to be theirs. */
  emailChangesPerDay: 3,
  /** Milliseconds for which a link holds that shows whose an address is: letters are read within a day. */
  addressLink: 1 * day,
  /** Letters about a registration to one address for as long as such a link holds: a stranger's mailbox is no target. */
  registrationLetters: 3,
  /** Characters of a name or a title in a letter: enough to know it again, too few to tell a story to a stranger. */
  namedInLetter: 80,
  /** Milliseconds for which a link for a new password holds. */
  reset: 1 * hour,
  /** Letters about a forgotten password to one account in an hour. */
  resetsPerHour: 3,
  /** Random bytes of the setup code, typed or clicked once. */
  setupBytes: 16,
  /** Days for which the security log is kept; the schema's trigger has the same number. */
  logDays: 400,
  /** Entries of one page of the security log. */
  logPage: 100,
} as const

/** Letters. */
export const MAIL_LIMITS = {
  /** Milliseconds until a letter that could not be sent is tried again; the pause doubles with each try. */
  firstPause: 1 * minute,
  longestPause: 6 * hour,
  /** Milliseconds after which a letter is given up. What it links to is over long before. */
  givenUpAfter: 2 * day,
  /** Milliseconds for each step of handing a letter over: connecting, the greeting, an answer. */
  handingOver: 30 * second,
  /** Milliseconds after a letter was written: people wait for the link. The transaction it is part of is over by then. */
  afterWriting: 200,
  /** Milliseconds between two looks into the outbox, for what was left from earlier. */
  look: 15 * second,
  /** Letters that are handed over in one look. */
  atOnce: 20,
} as const

/** Refused updates kept for support. The oldest make room, so a hostile client cannot fill the disk with them. */
export const QUARANTINE_LIMITS = {
  perPerson: 200,
  inAll: 10_000,
  /** Bytes kept of one update, from its beginning. */
  bytesEach: 256 * kB,
} as const

/** After a restore from a backup. */
export const RECOVERY_LIMITS = {
  /**
   * Milliseconds in which browsers may bring back what others wrote since the backup. Longer than a holiday, for whoever
   * comes back with an open laptop; it also lets a member write under a colleague’s client id, so it ends.
   */
  acceptFor: 14 * day,
} as const
