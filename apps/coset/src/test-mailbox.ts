import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export interface Mailbox extends AsyncDisposable {
  /** For `COSET_SMTP_URL`. */
  readonly url: string
  readonly mails: ParsedMail[]
  /** Mails are refused with this code while it is set. */
  refuse: number | null
}

/** A real SMTP server of a test's own that keeps what it gets. */
export const openMailbox = async (): Promise<Mailbox> => {
  const mails: ParsedMail[] = []
  const box = { refuse: null as number | null }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      simpleParser(stream)
        .then((mail) => {
          if (box.refuse !== null) return done(Object.assign(new Error('Not now'), { responseCode: box.refuse }))
          mails.push(mail)
          done()
        })
        .catch(done)
    },
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    get refuse() {
      return box.refuse
    },
    set refuse(code) {
      box.refuse = code
    },
    [Symbol.asyncDispose]: () => new Promise((closed) => server.close(closed)),
  }
}
