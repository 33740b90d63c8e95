import { StreamLanguage, type StreamParser } from '@codemirror/language'

const jsonParser: StreamParser<null> = {
  name: 'json',
  startState: () => null,
  token: (stream) => {
    if (stream.eatSpace()) return null
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return stream.match(/^\s*:/, false) ? 'propertyName' : 'string'
    if (stream.match(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return 'number'
    if (stream.match(/^(?:true|false|null)\b/)) return 'atom'
    stream.next()
    return null
  },
}

interface CssState {
  isComment: boolean
}

const comment = (stream: Parameters<StreamParser<CssState>['token']>[0], state: CssState): string => {
  state.isComment = !stream.match(/^.*?\*\//)
  if (state.isComment) stream.skipToEnd()
  return 'comment'
}

const cssParser: StreamParser<CssState> = {
  name: 'css',
  startState: () => ({ isComment: false }),
  token: (stream, state) => {
    if (state.isComment) return comment(stream, state)
    if (stream.eatSpace()) return null
    if (stream.match('/*')) return comment(stream, state)
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return 'string'
    if (stream.match(/^#[0-9a-f]{3,8}\b/i) || stream.match(/^-?\d*\.?\d+(?:%|[a-z]+)?/i)) return 'number'
    if (stream.match(/^@[\w-]+/)) return 'keyword'
    if (stream.match(/^[\w-]+(?=\s*:\s)/)) return 'propertyName'
    if (stream.match(/^[.#]?[\w-]+/)) return null
    stream.next()
    return null
  },
}

export const json = StreamLanguage.define(jsonParser)
export const css = StreamLanguage.define(cssParser)
