/**
 * Pieces that people make passwords of first. A short list of our own: words that stand for a password, the first choices
 * on a keyboard, names, sport, seasons. With 15 characters it need not be long: what it has to catch is several of these
 * put together.
 */
export const COMMON_PIECES: readonly string[] = `
password passwort passphrase passcode motdepasse contrasena senha wachtwoord parola haslo salasana lozinka losenord adgangskode
secret geheim segredo secreto login logon signin welcome willkommen bienvenue bienvenido bemvindo benvenuto hello hallo bonjour
hola ciao letmein openup opensesame sesame access admin administrator administrador root user username guest demo test testing
tester default changeme change temp temporary initial server system computer laptop internet website online account konto
email mailbox mail google facebook apple microsoft windows linux ubuntu android iphone samsung github office outlook chrome
iloveyou loveyou lovely love forever always family friend friends mother father daddy mommy baby babygirl babyboy angel
princess prince queen king knight dragon monster master shadow hunter killer ninja pirate wizard magic merlin phoenix
superman batman spiderman starwars pokemon minecraft matrix trustno1 whatever nothing something freedom liberty peace
sunshine moonlight rainbow flower summer winter spring autumn fall sommer herbst fruehling monday tuesday wednesday thursday
friday saturday sunday january february march april june july august september october november december
football baseball basketball hockey soccer tennis golf cricket rugby volleyball swimming running cycling
arsenal chelsea liverpool barcelona realmadrid bayern juventus milan yankees lakers cowboys eagles steelers
michael michelle jessica jennifer ashley amanda daniel andrew joshua matthew christopher nicole charlie thomas robert jordan
george maggie sophie hannah samantha alexander alexandra benjamin william elizabeth victoria maria anna peter martin stefan
banana orange apple cherry cookie chocolate coffee cheese pepper ginger sugar honey butter pizza
tiger lion panther eagle falcon hawk wolf horse monkey elephant dolphin turtle rabbit kitty puppy buster bailey
purple yellow green black white silver golden diamond crystal ruby
london paris berlin madrid lisbon vienna zurich amsterdam brussels newyork boston chicago america canada germany france
england scotland ireland spain portugal italy poland sweden norway denmark finland australia brazil mexico japan china india
mustang ferrari porsche mercedes corvette harley yamaha honda toyota
research review reviewer systematic metaanalysis cochrane prisma science scientist doctor medicine hospital university
student teacher school college library study studies evidence
`
  .trim()
  .split(/\s+/)

/** Rows of keyboards and alphabets; any run along them, in either direction, is a piece. */
export const RUNS: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1q2w3e4r5t6y7u8i9o0p',
]
