import './session/trusted-types.ts'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@coset/ui/tokens.css'
import { createRoot } from 'react-dom/client'
import { listenForHost } from './shared/embedding/handshake.ts'
import { App } from './shell/app.tsx'
import { isEmbedded } from './shell/embedded.tsx'

if (isEmbedded()) listenForHost()

const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<App />)
