import { Code, Text } from '@mantine/core'
import { useMemo } from 'react'
import { renderSVG } from 'uqr'
import { t } from '../../session/i18n.ts'

/** A secret that the server made and nothing has confirmed yet. */
export interface Beginning {
  readonly id: number
  readonly secret: string
  readonly uri: string
}

/** The picture for the app, and the secret to type instead. */
export const Secret = ({ beginning }: { readonly beginning: Beginning }) => {
  const picture = useMemo(() => `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(beginning.uri, { border: 2 }))}`, [beginning.uri])
  return (
    <>
      <Text size="sm">{t('Read the picture with an app for codes, or type the secret into it.')}</Text>
      <img src={picture} alt={t('Picture of the secret, for the app')} width={200} height={200} style={{ alignSelf: 'center', background: 'white' }} />
      <Code block>{beginning.secret}</Code>
    </>
  )
}
